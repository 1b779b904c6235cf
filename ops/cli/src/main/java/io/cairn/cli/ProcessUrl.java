package io.cairn.cli;

import io.cairn.common.config.HostPort;
import io.cairn.common.config.HttpAddress;
import io.cairn.common.config.InvalidSettingsException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * Addresses of processes as they are typed; every option of type {@link URI} is read by it. What comes out can be called,
 * and has no slash at its end. Stateless.
 */
final class ProcessUrl implements ITypeConverter<URI> {
    @Override
    public URI convert(String text) {
        return HttpAddress.parse(text)
                .orElseThrow(() ->
                        new TypeConversionException("'" + text + "' is no address; allowed: " + HttpAddress.ALLOWED));
    }

    /**
     * An address among names of directories and files, which {@link HttpAddress#isMeantBy} has told from them.
     *
     * @throws ParameterException if it cannot be called
     */
    static URI of(String text, CommandSpec spec) {
        return HttpAddress.parse(text)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "'" + text + "' is no address; allowed: " + HttpAddress.ALLOWED));
    }

    /**
     * Where a process of this machine is called.
     *
     * @param key of {@code configuration} that says where it listens
     * @throws InvalidSettingsException if what it says cannot be called
     */
    static URI of(HostPort listening, String key, Path configuration) {
        return HttpAddress.of(listening)
                .orElseThrow(() -> new InvalidSettingsException(List.of(configuration + ": " + key + " = " + listening
                        + ": cannot be called; say where the process answers with --url: " + HttpAddress.ALLOWED)));
    }
}

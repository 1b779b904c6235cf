package io.cairn.primary.app;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Who this process is. Stateless. */
final class ProcessIdentity {
    private ProcessIdentity() {}

    /** {@code pid@host}, the content of locks. */
    static String owner() {
        return ProcessHandle.current().pid() + "@" + localHost().getHostName();
    }

    /** Address of this machine; part of a new block pool's id. */
    static String address() {
        return localHost().getHostAddress();
    }

    /** The user whose process this is: the superuser. */
    static String user() {
        return System.getProperty("user.name", "cairn");
    }

    private static InetAddress localHost() {
        try {
            return InetAddress.getLocalHost();
        } catch (UnknownHostException e) {
            return InetAddress.getLoopbackAddress();
        }
    }
}

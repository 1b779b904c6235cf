package io.cairn.primary.command;

import io.cairn.common.model.FsException;

/**
 * A wish to change the namespace. {@link #decide} runs on the writer thread and changes nothing: it says which ops would
 * fulfil the wish. Implementations are immutable.
 *
 * @param <T> what the caller is answered once the ops are durable
 */
public interface Command<T> {
    /**
     * Checks everything the caller may not do and decides.
     *
     * @return ops in their order, none if nothing would change, and the answer
     * @throws FsException if the rules refuse; nothing is changed then
     */
    Outcome<T> decide(CommandContext context) throws FsException;

    /** What cannot be done while in safe mode, without a full stop, such as {@code Cannot delete /a}. */
    String inability();
}

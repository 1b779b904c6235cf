/**
 * The edit log of the primary: edits are gathered in batches, written and forced to every edits directory by one thread,
 * and only then acknowledged. May import {@code codec.edits}, {@code layout}, {@code disk}, {@code bytes}, {@code op}
 * and {@code model}. Start reading at {@link io.cairn.primary.journal.EditJournal}.
 */
@NullMarked
package io.cairn.primary.journal;

import org.jspecify.annotations.NullMarked;

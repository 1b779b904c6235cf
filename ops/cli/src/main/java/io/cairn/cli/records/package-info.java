/**
 * Brings portable records into a namespace that nobody serves at the moment: checked, replayed, then named, so that the
 * directories have the old state or a whole number of the files. Start reading at {@link
 * io.cairn.cli.records.RecordImport}.
 */
@NullMarked
package io.cairn.cli.records;

import org.jspecify.annotations.NullMarked;

/**
 * How a process stands, as both processes tell it: the records behind the status JSON, what would be lost if disks died,
 * what lies in the directories, and the page that shows it to people. May import {@code text}, {@code layout} and {@code
 * disk}. Start reading at {@link io.cairn.common.status.ProcessStatus}.
 */
@NullMarked
package io.cairn.common.status;

import org.jspecify.annotations.NullMarked;

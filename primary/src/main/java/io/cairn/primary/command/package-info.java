/**
 * One class per action of a client. A command looks at the namespace, checks permissions, quotas and limits as HDFS does,
 * picks ids and times, and says which ops are to be logged; it changes nothing. A query answers from a view. May import
 * {@code model}, {@code op}, {@code store} and {@code namespace}, for reading only. Start reading at {@link
 * io.cairn.primary.command.Command}.
 */
@NullMarked
package io.cairn.primary.command;

import org.jspecify.annotations.NullMarked;

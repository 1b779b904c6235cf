/**
 * What operators ask of a running primary, over HTTP and JSON below {@code /operator}: safe mode, saving the namespace,
 * rolling, a report. May import {@code service}, {@code service.operator} and {@code layout}. Start reading at {@link
 * io.cairn.primary.wire.operator.OperatorServlet}.
 */
@NullMarked
package io.cairn.primary.wire.operator;

import org.jspecify.annotations.NullMarked;

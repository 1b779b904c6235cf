/**
 * Facts of the transfer of images and segments over HTTP that both processes must agree on: paths, parameters, headers,
 * limits, and streams that digest what passes. No HTTP library. Start reading at {@link
 * io.cairn.common.transfer.TransferProtocol}.
 */
@NullMarked
package io.cairn.common.transfer;

import org.jspecify.annotations.NullMarked;

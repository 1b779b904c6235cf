/**
 * WebHDFS: {@code /webhdfs/v1}, as stock clients speak it (spec webhdfs.md). One plain servlet, because dependency
 * injection per call is what makes the peer slow here. May import {@code service}, {@code command} and {@code model}.
 * Start reading at {@link io.cairn.primary.wire.webhdfs.WebHdfsServlet}.
 */
@NullMarked
package io.cairn.primary.wire.webhdfs;

import org.jspecify.annotations.NullMarked;

/**
 * The namespace as its users see it: edits go in, a view comes out. May import {@code namespace.apply}, {@code
 * namespace.tree}, {@code store}, {@code op} and {@code model}; never codecs, disk or layout. Start reading at {@link
 * io.cairn.common.namespace.Namespace}; what an op does is in {@code apply}, what ops are made of in {@code tree}.
 */
@NullMarked
package io.cairn.common.namespace;

import org.jspecify.annotations.NullMarked;

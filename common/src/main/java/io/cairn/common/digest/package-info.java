/**
 * The namespace digest: 128 bits that stand for everything a namespace holds, whatever store holds it and in whatever
 * order it came there. What is in it and how it is spelled is said by {@link io.cairn.common.digest.FactBuffer}. May
 * import {@code bytes} and {@code model}. Start reading at {@link io.cairn.common.digest.NamespaceDigest}.
 */
@NullMarked
package io.cairn.common.digest;

import org.jspecify.annotations.NullMarked;

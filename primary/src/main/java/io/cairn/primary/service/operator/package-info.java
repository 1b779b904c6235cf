/**
 * What an operator has the primary do: save the namespace as an image, with or without safe mode. May import {@code
 * service}, {@code replay}, {@code layout}, {@code disk} and {@code store}. Start reading at {@link
 * io.cairn.primary.service.operator.SaveThread}.
 */
@NullMarked
package io.cairn.primary.service.operator;

import org.jspecify.annotations.NullMarked;

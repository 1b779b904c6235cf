/** What both processes share: formats, namespace engine, stores, replay, transfer facts. See the packages below. */
@NullMarked
package io.cairn.common;

import org.jspecify.annotations.NullMarked;

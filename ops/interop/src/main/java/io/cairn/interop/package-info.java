/** Room for tests against real Hadoop; the product never imports this. */
@NullMarked
package io.cairn.interop;

import org.jspecify.annotations.NullMarked;

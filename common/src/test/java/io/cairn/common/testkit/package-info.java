/**
 * Fixtures that several modules share: contracts every implementation is run against, fakes, generators, canonical
 * dumps. Comes as the test-jar of {@code common}.
 */
@NullMarked
package io.cairn.common.testkit;

import org.jspecify.annotations.NullMarked;

/**
 * What each op does to a namespace: one applier per op, small ones of a family side by side. Deterministic: no clock, no
 * chance, no limits; live changes, replay and recovery all go through here. Effects: spec edits.md §4, checked against
 * Hadoop 3.5.0. May import {@code namespace.tree}, {@code op}, {@code model}. Start reading at {@link
 * io.cairn.common.namespace.apply.OpAppliers}.
 */
@NullMarked
package io.cairn.common.namespace.apply;

import org.jspecify.annotations.NullMarked;

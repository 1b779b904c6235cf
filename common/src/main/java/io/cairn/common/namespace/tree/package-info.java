/**
 * The state that edits change: finding inodes by path, and the few basic changes (create, remove, move, update) every op
 * is made of, with the rules for times, ACLs and attributes. Knows no op. May import {@code store} and {@code model}.
 * Start reading at {@link io.cairn.common.namespace.tree.NamespaceTree}.
 */
@NullMarked
package io.cairn.common.namespace.tree;

import org.jspecify.annotations.NullMarked;

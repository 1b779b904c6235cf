package io.cairn.common.store.rocks;

import io.cairn.common.model.Inode;

/** An inode and the directory that holds it: what one row of the inode family says. Immutable. */
record Node(Inode inode, long parentId) {}

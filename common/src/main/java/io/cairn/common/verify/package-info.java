/**
 * Says whether what lies on disk is whole: an image for itself, the files of storage directories with each other, and
 * (deep) images against the edits between them. Only reads, takes no lock, and copes with a process that goes on writing,
 * rolling and purging meanwhile. Memory is a few bits an inode; see {@link io.cairn.common.verify.ImageCheck}. Start
 * reading at {@link io.cairn.common.verify.DirectoryCheck}.
 */
@NullMarked
package io.cairn.common.verify;

import org.jspecify.annotations.NullMarked;

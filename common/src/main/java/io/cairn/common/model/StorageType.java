package io.cairn.common.model;

/** Kind of storage. Ordinals are those of edits (opcode 48); the image numbers them differently, see its codec. */
public enum StorageType {
    RAM_DISK,
    SSD,
    DISK,
    ARCHIVE,
    PROVIDED,
    NVDIMM
}

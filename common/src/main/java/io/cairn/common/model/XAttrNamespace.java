package io.cairn.common.model;

/** Namespace of an extended attribute. Ordinals are those of edits and image. */
public enum XAttrNamespace {
    USER,
    TRUSTED,
    SECURITY,
    SYSTEM,
    RAW
}

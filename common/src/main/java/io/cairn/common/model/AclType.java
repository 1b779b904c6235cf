package io.cairn.common.model;

/** Whom an ACL entry is about. Ordinals are those of edits and image. */
public enum AclType {
    USER,
    GROUP,
    MASK,
    OTHER
}

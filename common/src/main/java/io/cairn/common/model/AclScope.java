package io.cairn.common.model;

/** Where an ACL entry counts. Ordinals are those of edits and image. */
public enum AclScope {
    ACCESS,
    DEFAULT
}

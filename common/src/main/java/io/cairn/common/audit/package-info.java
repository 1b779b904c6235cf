/**
 * The audit logs: what each call was, who made it and whether it was allowed, one line a call, in HDFS's form. Lines go to
 * loggers; where these write, and how much may wait for that, is the configuration's affair. Imports nothing of ours.
 * Start reading at {@link io.cairn.common.audit.AuditLog}.
 */
@NullMarked
package io.cairn.common.audit;

import org.jspecify.annotations.NullMarked;

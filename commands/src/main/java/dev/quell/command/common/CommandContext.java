package dev.quell.command.common;

import dev.quell.KillCore;
import dev.quell.command.KillAudit;
import dev.quell.command.Members;
import dev.quell.command.read.Limits;
import org.jspecify.annotations.Nullable;

/**
 * What commands work with.
 *
 * @param core the sessions, operations and cursors
 * @param audit to be told of kills and refusals; never throws
 * @param limits how much a command may carry
 * @param members the other servers that kills reach; null if there are none
 */
public record CommandContext(KillCore core, KillAudit audit, Limits limits, @Nullable Members members) {}

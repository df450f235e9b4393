package dev.quell.command.common;

import dev.quell.KillCore;
import dev.quell.command.KillAudit;
import dev.quell.command.read.Limits;

/**
 * What commands work with.
 *
 * @param core the sessions, operations and cursors
 * @param audit to be told of kills and refusals; never throws
 * @param limits how much a command may carry
 */
public record CommandContext(KillCore core, KillAudit audit, Limits limits) {}

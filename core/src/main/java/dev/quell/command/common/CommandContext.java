package dev.quell.command.common;

import dev.quell.KillCore;
import dev.quell.command.KillAudit;

/**
 * What commands work with.
 *
 * @param core the sessions, operations and cursors
 * @param audit to be told of kills and refusals; never throws
 */
public record CommandContext(KillCore core, KillAudit audit) {}

package dev.quell.stress.ledger;

import java.util.Map;

/** The prefixes of labels, each of one class. */
final class Prefixes {
  static final Map<String, String> TABLE = Map.ofEntries(
      Map.entry("BG", "Bag"),
      Map.entry("CC", "CoreClock"),
      Map.entry("CH", "Chunk"),
      Map.entry("CU", "CursorImpl"),
      Map.entry("HI", "HashIndex"),
      Map.entry("HO", "Holds"),
      Map.entry("IB", "Inbox"),
      Map.entry("IN", "Interruption"),
      Map.entry("KL", "KillLedger"),
      Map.entry("KR", "KillRecord"),
      Map.entry("KW", "KillWords"),
      Map.entry("OI", "OperationIds"),
      Map.entry("OL", "OperationLifecycle"),
      Map.entry("OR", "OwnerRecord"),
      Map.entry("OS", "OperationState"),
      Map.entry("OW", "Owners"),
      Map.entry("RC", "ResourceCloser"),
      Map.entry("RH", "RememberedByHost"),
      Map.entry("RR", "RoleRecord"),
      Map.entry("SA", "SessionAnchor"),
      Map.entry("SG", "Segment"),
      Map.entry("SO", "SessionOpening"),
      Map.entry("SS", "SessionSlots"),
      Map.entry("SV", "Services"),
      Map.entry("TW", "Timed"),
      Map.entry("UI", "UuidIndex"),
      Map.entry("UT", "UuidTable"),
      Map.entry("WL", "WaitList"));

  private Prefixes() {}
}

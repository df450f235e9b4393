package dev.quell.stress.ledger;

import java.util.Map;

/** The prefixes of labels, each of one class. */
final class Prefixes {
  static final Map<String, String> TABLE = Map.ofEntries(
      Map.entry("AN", "SessionObjects"),
      Map.entry("BG", "Bag"),
      Map.entry("CA", "Carrier"),
      Map.entry("CC", "CoreClock"),
      Map.entry("CH", "Chunk"),
      Map.entry("CP", "CursorPin"),
      Map.entry("CO", "CurrentScope"),
      Map.entry("CR", "Children"),
      Map.entry("CU", "CursorState"),
      Map.entry("HC", "HolderCount"),
      Map.entry("HI", "HashIndex"),
      Map.entry("HO", "Holds"),
      Map.entry("HR", "HeldRecord"),
      Map.entry("HT", "HostTasks"),
      Map.entry("IB", "Inbox"),
      Map.entry("IN", "Interruption"),
      Map.entry("JO", "JointOrder"),
      Map.entry("KI", "KillInterrupts"),
      Map.entry("KL", "KillLedger"),
      Map.entry("KR", "KillRecord"),
      Map.entry("KW", "KillWords"),
      Map.entry("LA", "Latencies"),
      Map.entry("LI", "LabelIndex"),
      Map.entry("OI", "OperationIds"),
      Map.entry("OL", "OperationLifecycle"),
      Map.entry("ON", "OneRun"),
      Map.entry("OR", "OwnerRecord"),
      Map.entry("OS", "ObjectState"),
      Map.entry("OW", "Owners"),
      Map.entry("RH", "RememberedByHost"),
      Map.entry("RP", "Report"),
      Map.entry("RS", "RoleSet"),
      Map.entry("SA", "SessionAnchor"),
      Map.entry("SG", "Segment"),
      Map.entry("SO", "SessionOpening"),
      Map.entry("SP", "Spread"),
      Map.entry("SS", "SessionSlots"),
      Map.entry("LN", "Lanes"),
      Map.entry("SV", "Services"),
      Map.entry("TW", "Timed"),
      Map.entry("UI", "UuidIndex"),
      Map.entry("UT", "UuidTable"),
      Map.entry("WL", "WaitList"),
      Map.entry("WO", "Workers"));

  private Prefixes() {}
}

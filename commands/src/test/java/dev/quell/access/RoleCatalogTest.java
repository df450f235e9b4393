package dev.quell.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.Role;
import dev.quell.access.RoleException.Reason;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RoleCatalogTest {
  private static final Resource CARTS = Resource.collection("shop", "carts");
  private static final Privilege FIND = Privilege.of(CARTS, Action.FIND);
  private static final Privilege INSERT = Privilege.of(CARTS, Action.INSERT);
  private static final Privilege KILL = Privilege.of(Resource.CLUSTER, Action.KILL_ANY_SESSION);
  private static final Role CLERK = Role.of("clerk", "shop");
  private static final Role CHIEF = Role.of("chief", "shop");
  private static final Role OWNER = Role.of("owner", "shop");
  private static final Role KILLER = Role.of("killer", "admin");
  private static final Role READ = Role.of("read", "shop");
  private static final Role NONE = Role.of("none", "shop");

  private final RoleCatalog catalog = new RoleCatalog();

  /** The owner inherits from the chief, who inherits from the clerk. */
  private void defineThree() {
    catalog.define(CLERK, List.of(FIND), List.of());
    catalog.define(CHIEF, List.of(INSERT), List.of(CLERK));
    catalog.define(OWNER, List.of(), List.of(CHIEF, READ));
    catalog.define(KILLER, List.of(KILL), List.of(OWNER));
  }

  private RoleDefinition chief() {
    return catalog.find(CHIEF).orElseThrow();
  }

  // ---- questions

  @Test
  void shouldFindWhatWasDefined() {
    defineThree();
    assertEquals(new RoleDefinition(CHIEF, false, List.of(INSERT), Set.of(CLERK)), chief());
  }

  @Test
  void shouldFindABuiltInRoleOfAnyDatabase() {
    assertTrue(catalog.find(Role.of("readWrite", "never seen")).orElseThrow().builtIn());
  }

  @Test
  void shouldFindNoUnknownRole() {
    assertEquals(Optional.empty(), catalog.find(NONE));
  }

  @Test
  void shouldListTheRolesOfADatabase() {
    defineThree();
    assertEquals(
        List.of("chief", "clerk", "owner"),
        catalog.rolesOf("shop", false).stream().map(definition -> definition.role().role()).toList());
  }

  @Test
  void shouldListTheBuiltInRolesAfterThem() {
    defineThree();
    assertEquals(
        List.of("chief", "clerk", "owner", "dbAdmin", "dbOwner", "read", "readWrite", "userAdmin"),
        catalog.rolesOf("shop", true).stream().map(definition -> definition.role().role()).toList());
  }

  @Test
  void shouldHoldInheritedRoles() {
    defineThree();
    assertEquals(Set.of(KILLER, OWNER, CHIEF, CLERK, READ), catalog.effectiveRoles(List.of(KILLER)));
  }

  @Test
  void shouldKeepAGrantedRoleThatDoesNotExist() {
    defineThree();
    assertEquals(Set.of(NONE, CLERK), catalog.effectiveRoles(List.of(NONE, CLERK)));
  }

  @Test
  void shouldAllowNothingForARoleThatDoesNotExist() {
    assertEquals(List.of(), catalog.privileges(List.of(NONE)).list());
  }

  @Test
  void shouldAllowWhatInheritedRolesAllow() {
    defineThree();
    final Privileges privileges = catalog.privileges(List.of(KILLER));
    assertTrue(privileges.allow(Action.KILL_ANY_SESSION, Resource.CLUSTER));
    assertTrue(privileges.allow(Action.INSERT, CARTS));
    assertTrue(privileges.allow(Action.LIST_COLLECTIONS, Resource.database("shop")));
    assertFalse(privileges.allow(Action.REMOVE, CARTS));
  }

  @Test
  void shouldHaveOnePrivilegeForEachResource() {
    defineThree();
    assertEquals(
        List.of(Privilege.of(CARTS, Action.FIND, Action.INSERT)), catalog.privileges(List.of(CHIEF, CLERK)).list());
  }

  // ---- changes

  @Test
  void shouldReplacePrivilegesAlone() {
    defineThree();
    catalog.replace(CHIEF, Optional.of(List.of(FIND)), Optional.empty());
    assertEquals(RoleDefinition.of(CHIEF, List.of(FIND), Set.of(CLERK)), chief());
  }

  @Test
  void shouldReplaceRolesAlone() {
    defineThree();
    catalog.replace(CHIEF, Optional.empty(), Optional.of(List.of(READ)));
    assertEquals(RoleDefinition.of(CHIEF, List.of(INSERT), Set.of(READ)), chief());
  }

  @Test
  void shouldGrantAndRevokeActionsOfAPrivilege() {
    defineThree();
    catalog.grantPrivileges(CHIEF, List.of(FIND, Privilege.of(CARTS, Action.REMOVE)));
    assertEquals(List.of(Privilege.of(CARTS, Action.FIND, Action.INSERT, Action.REMOVE)), chief().privileges());
    catalog.revokePrivileges(CHIEF, List.of(Privilege.of(CARTS, Action.REMOVE, Action.INSERT), KILL));
    assertEquals(List.of(FIND), chief().privileges());
    catalog.revokePrivileges(CHIEF, List.of(FIND));
    assertEquals(List.of(), chief().privileges());
  }

  @Test
  void shouldGrantAndRevokeRoles() {
    defineThree();
    catalog.grantRoles(CHIEF, List.of(READ));
    assertEquals(Set.of(CLERK, READ), chief().roles());
    catalog.revokeRoles(CHIEF, List.of(CLERK, NONE));
    assertEquals(Set.of(READ), chief().roles());
  }

  @Test
  void shouldRemoveARoleFromItsHeirs() {
    defineThree();
    catalog.remove(CLERK);
    assertFalse(catalog.contains(CLERK));
    assertEquals(Set.of(), chief().roles());
  }

  @Test
  void shouldRemoveTheRolesOfADatabase() {
    defineThree();
    assertEquals(3, catalog.removeAll("shop"));
    assertEquals(List.of(RoleDefinition.of(KILLER, List.of(KILL), Set.of())), catalog.userDefined());
  }

  @Test
  void shouldLoadInAnyOrder() {
    defineThree();
    final List<RoleDefinition> kept = catalog.userDefined();
    final RoleCatalog next = new RoleCatalog();
    next.load(Stream.concat(kept.stream().skip(2), kept.stream().limit(2)).toList());
    assertEquals(kept, next.userDefined());
  }

  @Test
  void shouldReplaceEverythingOnLoad() {
    defineThree();
    catalog.load(List.of(RoleDefinition.of(NONE, List.of(), List.of())));
    assertEquals(List.of(RoleDefinition.of(NONE, List.of(), List.of())), catalog.userDefined());
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        change("define", c -> c.define(NONE, List.of(), List.of())),
        change("replace", c -> c.replace(CHIEF, Optional.of(List.of()), Optional.empty())),
        change("grantPrivileges", c -> c.grantPrivileges(CHIEF, List.of(FIND))),
        change("revokePrivileges", c -> c.revokePrivileges(CHIEF, List.of(INSERT))),
        change("grantRoles", c -> c.grantRoles(CHIEF, List.of(READ))),
        change("revokeRoles", c -> c.revokeRoles(CHIEF, List.of(CLERK))),
        change("remove", c -> c.remove(CLERK)),
        change("removeAll", c -> c.removeAll("shop")),
        change("load", c -> c.load(List.of())));
  }

  private static Arguments change(final String name, final Consumer<RoleCatalog> change) {
    return Arguments.of(name, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void shouldRaiseTheVersionWithAChange(final String name, final Consumer<RoleCatalog> change) {
    defineThree();
    final long before = catalog.version();
    change.accept(catalog);
    assertNotEquals(before, catalog.version());
  }

  @Test
  void shouldKeepTheVersionWhereNothingChanges() {
    defineThree();
    final long before = catalog.version();
    catalog.grantRoles(CHIEF, List.of(CLERK));
    catalog.revokePrivileges(CHIEF, List.of(KILL));
    catalog.removeAll("other");
    assertEquals(before, catalog.version());
  }

  // ---- refusals

  static Stream<Arguments> refusals() {
    final List<Privilege> tooMany = IntStream.rangeClosed(0, RoleCatalog.MAX_GRANTS)
        .mapToObj(i -> Privilege.of(Resource.collection("shop", "c" + i), Action.FIND))
        .toList();
    final List<Role> tooManyRoles = Collections.nCopies(RoleCatalog.MAX_GRANTS + 1, CLERK);
    final String tooLong = "x".repeat(RoleCatalog.MAX_NAME_LENGTH + 1);
    final Role root = Role.of("root", "admin");
    return Stream.of(
        refusal(Reason.EXISTS, "define what is there", c -> c.define(CHIEF, List.of(), List.of())),
        refusal(Reason.BAD_VALUE, "define a built-in name", c -> c.define(READ, List.of(), List.of())),
        refusal(Reason.BAD_VALUE, "define without a database", c -> define(c, Role.of("x", ""), List.of(), List.of())),
        refusal(Reason.BAD_VALUE, "define a long name", c -> define(c, Role.of(tooLong, "shop"), List.of(), List.of())),
        refusal(Reason.BAD_VALUE, "define a long db", c -> define(c, Role.of("x", tooLong), List.of(), List.of())),
        refusal(Reason.NOT_FOUND, "inherit from none", c -> define(c, NONE, List.of(), List.of(Role.of("z", "shop")))),
        refusal(Reason.INVALID_MODIFICATION, "inherit from itself", c -> c.grantRoles(CHIEF, List.of(CHIEF))),
        refusal(Reason.NOT_FOUND, "define heir of itself", c -> define(c, NONE, List.of(), List.of(NONE))),
        refusal(Reason.INVALID_MODIFICATION, "go round in a circle", c -> c.grantRoles(CLERK, List.of(OWNER))),
        refusal(Reason.INVALID_MODIFICATION, "go round by replacing",
            c -> c.replace(CLERK, Optional.empty(), Optional.of(List.of(CHIEF)))),
        refusal(Reason.INVALID_MODIFICATION, "inherit from admin", c -> c.grantRoles(CLERK, List.of(root))),
        refusal(Reason.INVALID_MODIFICATION, "privilege on the cluster", c -> c.grantPrivileges(CLERK, List.of(KILL))),
        refusal(Reason.INVALID_MODIFICATION, "privilege on any database",
            c -> c.grantPrivileges(CLERK, List.of(Privilege.of(Resource.ANY_DATABASE, Action.FIND)))),
        refusal(Reason.INVALID_MODIFICATION, "privilege on another database",
            c -> c.grantPrivileges(CLERK, List.of(Privilege.of(Resource.database("other"), Action.FIND)))),
        refusal(Reason.BAD_VALUE, "privilege on a long name",
            c -> c.grantPrivileges(CLERK, List.of(Privilege.of(Resource.collection("shop", tooLong), Action.FIND)))),
        refusal(Reason.BAD_VALUE, "too many privileges", c -> define(c, NONE, tooMany, List.of())),
        refusal(Reason.BAD_VALUE, "too many privileges at once", c -> c.grantPrivileges(CLERK, tooMany)),
        refusal(Reason.BAD_VALUE, "too many privileges in all",
            c -> c.replace(CLERK, Optional.of(tooMany.subList(0, RoleCatalog.MAX_GRANTS)), Optional.empty()),
            c -> c.grantPrivileges(CLERK, List.of(FIND))),
        refusal(Reason.BAD_VALUE, "too many roles", c -> define(c, NONE, List.of(), tooManyRoles)),
        refusal(Reason.NOT_FOUND, "replace none", c -> c.replace(NONE, Optional.empty(), Optional.empty())),
        refusal(Reason.BAD_VALUE, "replace built-in", c -> c.replace(READ, Optional.empty(), Optional.empty())),
        refusal(Reason.NOT_FOUND, "grant privileges to none", c -> c.grantPrivileges(NONE, List.of(FIND))),
        refusal(Reason.BAD_VALUE, "grant privileges to built-in", c -> c.grantPrivileges(root, List.of(KILL))),
        refusal(Reason.NOT_FOUND, "revoke privileges from none", c -> c.revokePrivileges(NONE, List.of(FIND))),
        refusal(Reason.NOT_FOUND, "grant roles to none", c -> c.grantRoles(NONE, List.of(READ))),
        refusal(Reason.NOT_FOUND, "grant none to a role", c -> c.grantRoles(CLERK, List.of(NONE))),
        refusal(Reason.NOT_FOUND, "revoke roles from none", c -> c.revokeRoles(NONE, List.of(READ))),
        refusal(Reason.NOT_FOUND, "remove none", c -> c.remove(NONE)),
        refusal(Reason.BAD_VALUE, "remove built-in", c -> c.remove(READ)),
        refusal(Reason.EXISTS, "load twice the same", c -> load(c, List.of(CLERK), List.of(CLERK), CLERK, CLERK)),
        refusal(Reason.NOT_FOUND, "load an heir of none", c -> load(c, List.of(), List.of(NONE), CLERK, CHIEF)),
        refusal(Reason.BAD_VALUE, "load a built-in name", c -> load(c, List.of(), List.of(), READ, CHIEF)),
        refusal(Reason.INVALID_MODIFICATION, "load a circle",
            c -> load(c, List.of(CHIEF), List.of(CLERK, READ), CLERK, CHIEF)));
  }

  private static void define(
      final RoleCatalog catalog, final Role role, final Collection<Privilege> privileges,
      final Collection<Role> inherited) {
    catalog.define(role, privileges, inherited);
  }

  private static void load(
      final RoleCatalog catalog, final List<Role> first, final List<Role> second, final Role one, final Role other) {
    catalog.load(List.of(RoleDefinition.of(one, List.of(), first), RoleDefinition.of(other, List.of(), second)));
  }

  private static Arguments refusal(final Reason reason, final String name, final Consumer<RoleCatalog> change) {
    return Arguments.of(name, reason, (Consumer<RoleCatalog>) c -> {}, change);
  }

  private static Arguments refusal(
      final Reason reason, final String name, final Consumer<RoleCatalog> first, final Consumer<RoleCatalog> change) {
    return Arguments.of(name, reason, first, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void shouldRefuseAndChangeNothing(
      final String name, final Reason reason, final Consumer<RoleCatalog> first, final Consumer<RoleCatalog> change) {
    defineThree();
    first.accept(catalog);
    final long version = catalog.version();
    final List<RoleDefinition> before = catalog.userDefined();
    final RoleException refusal = assertThrows(RoleException.class, () -> change.accept(catalog));
    assertEquals(reason, refusal.reason(), refusal.getMessage());
    assertEquals(before, catalog.userDefined());
    assertEquals(version, catalog.version());
  }

  @Test
  void shouldRefuseARoleTooMany() {
    final RoleCatalog small = new RoleCatalog(1);
    small.define(CLERK, List.of(), List.of());
    final RoleException refusal =
        assertThrows(RoleException.class, () -> small.define(CHIEF, List.of(), List.of()));
    assertEquals(Reason.BAD_VALUE, refusal.reason());
  }

  @Test
  void shouldRefuseToLoadARoleTooMany() {
    final RoleException refusal =
        assertThrows(
            RoleException.class, () -> load(new RoleCatalog(1), List.of(), List.of(), CLERK, CHIEF));
    assertEquals(Reason.BAD_VALUE, refusal.reason());
  }

  @Test
  void shouldRefuseANegativeLimit() {
    assertThrows(IllegalArgumentException.class, () -> new RoleCatalog(-1));
  }

  @Test
  void shouldSayTheNumbersOfMongoDb() {
    assertEquals(
        List.of(31, 51002, 49, 2), Stream.of(Reason.values()).map(Reason::code).toList());
  }

  // ---- concurrency

  /** Two threads each try to make one of two roles inherit from the other: never both. */
  @Test
  void shouldNeverLetTwoThreadsMakeACircleTogether() throws Exception {
    final ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int i = 0; i < 500; i++) {
        catalog.load(
            List.of(
                RoleDefinition.of(CLERK, List.of(), List.of()), RoleDefinition.of(CHIEF, List.of(), List.of())));
        final CyclicBarrier start = new CyclicBarrier(2);
        final Future<Boolean> one = threads.submit(() -> inherits(start, CLERK, CHIEF));
        final Future<Boolean> other = threads.submit(() -> inherits(start, CHIEF, CLERK));
        assertTrue(one.get() ^ other.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private boolean inherits(final CyclicBarrier start, final Role heir, final Role from) throws Exception {
    start.await();
    try {
      catalog.grantRoles(heir, List.of(from));
      return true;
    } catch (final RoleException e) {
      return false;
    }
  }
}

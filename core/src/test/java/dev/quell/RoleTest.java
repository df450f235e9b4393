package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoleTest {
  @Test
  void shouldReadAsRoleAtDb() {
    assertEquals("readWrite@shop", Role.of("readWrite", "shop").toString());
  }

  @Test
  void shouldCompareByValue() {
    assertEquals(new Role("r", "db"), Role.of("r", "db"));
    assertNotEquals(Role.of("r", "db"), Role.of("R", "db"));
    assertNotEquals(Role.of("r", "db"), Role.of("db", "r"));
  }

  @Test
  void shouldOrderByDbThenRole() {
    final List<Role> roles = new ArrayList<>(List.of(Role.of("a", "b"), Role.of("z", "a"), Role.of("b", "a")));
    Collections.sort(roles);
    assertEquals("[b@a, z@a, a@b]", roles.toString());
    assertEquals(0, Role.of("r", "db").compareTo(Role.of("r", "db")));
  }

  @Test
  void shouldRefuseNull() {
    assertEquals("role", assertThrows(NullPointerException.class, () -> Role.of(null, "db")).getMessage());
    assertEquals("db", assertThrows(NullPointerException.class, () -> Role.of("r", null)).getMessage());
  }

  @Test
  void shouldRefuseAnEmptyRoleButNotAnEmptyDb() {
    assertThrows(IllegalArgumentException.class, () -> Role.of("", "db"));
    assertEquals("r@", Role.of("r", "").toString());
  }

  @Test
  void shouldRefuseWhatIsTooLongOrMalformed() {
    final String longest = "n".repeat(10_000);
    assertEquals(20_001, Role.of(longest, longest).toString().length());
    assertThrows(IllegalArgumentException.class, () -> Role.of(longest + "n", "db"));
    assertThrows(IllegalArgumentException.class, () -> Role.of("r", longest + "n"));
    assertThrows(IllegalArgumentException.class, () -> Role.of("r" + (char) 0xD800, "db"));
  }
}

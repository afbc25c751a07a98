package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What an open token, its module and what they share hold after logins does not depend on the PIN:
 * no text, no hash, and no salted bits of one. Every value that is not the same in each run is
 * listed here with what it is; whatever is made of a PIN, with a salt or without one, is not.
 */
class KeptOfPinTest {
    /** Differ from run to run, and come from nowhere near a PIN. */
    private static final Set<String> VARY =
            Set.of(
                    "CallGate.name", // the path of the module, and the serial of the token
                    "CallGate.token", // the serial of the token
                    "CallTeller.module", // the path of the module
                    "LibraryFile.path", // each run has a folder of its own
                    "ModuleUse.path",
                    "TimeLeft.end", // System.nanoTime
                    "SessionPool.lastChange", // System.nanoTime
                    "TokenDescription.serial");

    @Test
    void stateAfterThreeLogins_doesNotDependOnThePin() throws Exception {
        Map<String, Set<String>> seen = new TreeMap<>();
        for (String pin : List.of("123456", "123456", "654321", "271828")) {
            stateAfterLogins(pin)
                    .forEach(
                            (field, values) ->
                                    seen.computeIfAbsent(field, any -> new TreeSet<>())
                                            .add(values.toString()));
        }
        seen.values().removeIf(values -> values.size() == 1);

        assertThat(seen.keySet()).as(seen.toString()).isEqualTo(VARY);
    }

    private static Map<String, List<String>> stateAfterLogins(String pin) throws Exception {
        try (SoftHsm hsm = SoftHsm.create();
                Passphrase user = Passphrase.copyOf(pin.toCharArray());
                Passphrase so = SoftHsm.soPin()) {
            TokenInfo token = hsm.module().initialize("HSM", so, user);
            hsm.module().login(token, user).close();
            hsm.module().login(token, info -> user.copy()).close();
            try (Token open = hsm.module().login(token, info -> user.copy())) {
                open.keys();
                return new Walk().from(open);
            }
        }
    }

    /** Every value that objects of this library reach. */
    private static final class Walk {
        private final Map<String, List<String>> values = new TreeMap<>();
        private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        private final Deque<Object> left = new ArrayDeque<>();

        Map<String, List<String>> from(Token token) throws Exception {
            left.add(token);
            while (!left.isEmpty()) {
                Object object = left.remove();
                for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
                    for (Field field : type.getDeclaredFields()) {
                        if (!Modifier.isStatic(field.getModifiers())) {
                            field.setAccessible(true);
                            note(name(field), field.get(object));
                        }
                    }
                }
            }
            return values;
        }

        private static String name(Field field) {
            return field.getDeclaringClass().getSimpleName() + "." + field.getName();
        }

        private void note(String field, @Nullable Object value) {
            if (value instanceof Map<?, ?> map) {
                map.forEach(
                        (key, mapped) -> {
                            note(field, key);
                            note(field, mapped);
                        });
            } else if (value instanceof Collection<?> many) {
                many.forEach(one -> note(field, one));
            } else if (value == null || isValue(value)) {
                values.computeIfAbsent(field, any -> new ArrayList<>()).add(String.valueOf(value));
            } else if (value.getClass().isArray()) {
                for (int i = 0; i < Array.getLength(value); i++) {
                    note(field, Array.get(value, i));
                }
            } else if (isOurs(value.getClass()) && seen.add(value)) {
                left.add(value);
            }
        }

        private static boolean isValue(Object value) {
            return value instanceof Number
                    || value instanceof Boolean
                    || value instanceof Character
                    || value instanceof CharSequence
                    || value instanceof Enum
                    || value instanceof Path
                    || value instanceof AtomicBoolean;
        }

        /** The test's own supplier has the PIN. */
        private static boolean isOurs(Class<?> type) {
            return type.getName().startsWith("dev.keyhaul.") && !type.isHidden();
        }
    }
}

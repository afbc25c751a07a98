package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Classes that depend on each other in a circle can only be understood together. A small family may
 * (a sealed interface and its cases); a knot may not, whatever package it lies in.
 */
@Tag("once")
final class ClassCyclesTest {
    private static final int MOST = 7;

    /** A token, its module, its keys and what they give each other are one family. */
    private static final int MOST_IN_PKCS11 = 12;

    @ParameterizedTest
    @EnumSource
    void cycle_isASmallFamily(Module module) {
        int most = module == Module.PKCS11 ? MOST_IN_PKCS11 : MOST;

        assertThat(new Components(uses(module)).all())
                .filteredOn(component -> component.size() > most)
                .as("classes of %s in one cycle; at most %d may be", module, most)
                .isEmpty();
    }

    @Test
    void component_holdsExactlyTheClassesOfOneCycle() {
        Map<String, Set<String>> uses =
                Map.of(
                        "a", Set.of("b"),
                        "b", Set.of("c", "x"),
                        "c", Set.of("a", "d"),
                        "d", Set.of("e"),
                        "e", Set.of("d"),
                        "x", Set.of());

        assertThat(new Components(uses).all())
                .containsExactlyInAnyOrder(Set.of("a", "b", "c"), Set.of("d", "e"), Set.of("x"));
    }

    /** Which top-level classes of the module each of them uses; nested ones are part of theirs. */
    private static Map<String, Set<String>> uses(Module module) {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (JavaClass found : Classes.ALL) {
            if (Module.of(found) == module) {
                Set<String> used =
                        uses.computeIfAbsent(
                                Classes.topLevel(found).getName(), name -> new TreeSet<>());
                Stream.concat(
                                found.getDirectDependenciesFromSelf().stream()
                                        .map(Dependency::getTargetClass),
                                passedThrough(found))
                        .map(type -> type.tryGetComponentType().orElse(type))
                        .filter(Module::isOurs)
                        .filter(target -> Module.of(target) == module)
                        .forEach(target -> used.add(Classes.topLevel(target).getName()));
            }
        }
        return uses;
    }

    /**
     * What a class takes from one and gives to another, and holds in no more than a local variable.
     */
    private static Stream<JavaClass> passedThrough(JavaClass user) {
        return user.getCodeUnitCallsFromSelf().stream()
                .map(JavaCall::getTarget)
                .flatMap(
                        called ->
                                Stream.concat(
                                        Stream.of(called.getRawReturnType()),
                                        called.getRawParameterTypes().stream()));
    }

    /** The strongly connected components of a graph, by Tarjan's algorithm. */
    private static final class Components {
        private final Map<String, Set<String>> uses;
        private final Map<String, Integer> order = new HashMap<>();
        private final Map<String, Integer> earliest = new HashMap<>();
        private final Deque<String> open = new ArrayDeque<>();
        private final List<Set<String>> found = new ArrayList<>();

        Components(Map<String, Set<String>> uses) {
            this.uses = uses;
        }

        List<Set<String>> all() {
            uses.keySet().forEach(this::visit);
            return found;
        }

        private void visit(String name) {
            if (order.containsKey(name)) {
                return;
            }
            int mine = order.size();
            order.put(name, mine);
            earliest.put(name, mine);
            open.push(name);
            for (String next : uses.get(name)) {
                visit(next);
                if (open.contains(next)) {
                    earliest.merge(name, earliest.get(next), Math::min);
                }
            }
            if (earliest.get(name) == mine) {
                Set<String> component = new TreeSet<>();
                while (!component.contains(name)) {
                    component.add(open.pop());
                }
                found.add(component);
            }
        }
    }
}

package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.RealCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What page and status say of keys and copies is what records state, and what is there now. */
@Tag("long")
class RecordedFactsIT {
    private static final String CLAIM = "<b>The master copies can be restored</b>";

    @TempDir Path home;

    private String[] report(SignedCeremony held) {
        return Args.of("ceremony", "report", held.planFile().toString())
                .with("--expect-plan", held.plan.fingerprint())
                .and(held.places());
    }

    private RealCommand.Result verified(SignedCeremony held) throws Exception {
        return new RealCommand(home)
                .run(Args.of(report(held)).and("--verify-only", "--json", "--allow-missing"));
    }

    private RealCommand.Result status(SignedCeremony held) throws Exception {
        return new RealCommand(home)
                .run(
                        Args.of("ceremony", "status", held.planFile().toString(), "--json")
                                .and(held.places()));
    }

    /** Returns the row of the copies, of a page that ends with this exit code. */
    private String row(SignedCeremony held, int exit) throws Exception {
        RealCommand.Result page = new RealCommand(home).run(report(held));
        assertThat(page.exit()).as(page.err()).isEqualTo(exit);
        String rest = page.out().substring(page.out().indexOf(CLAIM));
        return rest.substring(0, rest.indexOf("</tr>")).replace("&#39;", "'");
    }

    private SignedCeremony held(String name) throws Exception {
        SignedCeremony held = SignedCeremony.withCopies(home.resolve(name));
        return held.held(held::approved);
    }

    @Test
    void copiesThatAreThere_areComparedFileByFile() throws Exception {
        try (SignedCeremony held = held("there")) {
            assertThat(row(held, 0))
                    .contains("1 of 1 restored in a test when they were made", ">yes<")
                    .contains(
                            "'place.drive-a', looked at here: 2 files are as recorded; last verified by")
                    .contains("'place.drive-b', looked at here: 2 files are as recorded");
            assertThat(status(held).requireDone().json().strings("copies"))
                    .hasSize(2)
                    .allMatch(line -> line.contains("looked at here: 2 files are as recorded"));
        }
    }

    @Test
    void deletedAndChangedFiles_areNamed_andTheClaimIsNotMade() throws Exception {
        int number = 0;
        for (String store : List.of(SignedCeremony.STORE, SignedCeremony.REPLICA)) {
            for (String file : SignedCeremony.FILES) {
                for (boolean isDeleted : List.of(true, false)) {
                    number++;
                    try (SignedCeremony held = held("spoilt-" + number)) {
                        Path place = held.drive(store).resolve(file);
                        if (isDeleted) {
                            Files.delete(place);
                        } else {
                            Sticks.flip(place);
                        }
                        String said =
                                place
                                        + " (file of copy one) is "
                                        + (isDeleted
                                                ? "missing"
                                                : "not the file that was recorded");
                        assertThat(row(held, 7)).contains(">NO<", "1 missing or changed");
                        assertThat(verified(held).exit()).isEqualTo(7);
                        assertThat(verified(held).json().strings("failed")).contains(said);
                        assertThat(status(held).exit()).isEqualTo(7);
                        assertThat(status(held).json().strings("deviations")).contains(said);
                    }
                }
            }
        }
    }

    /** A drive that is in its safe is not missing, and nobody looked at it. */
    @Test
    void storesThatAreElsewhere_areNotLookedAt_andThePageSaysSo() throws Exception {
        try (SignedCeremony held = held("elsewhere")) {
            Files.move(held.drive(SignedCeremony.STORE), home.resolve("safe-1"));
            String notHere = "not looked at here: 'place.drive-a', last verified by offline at 20";
            assertThat(row(held, 0)).contains(notHere, ">yes<").doesNotContain("missing");
            assertThat(status(held).requireDone().json().strings("copies"))
                    .anyMatch(line -> line.startsWith(notHere));
            Files.move(held.drive(SignedCeremony.REPLICA), home.resolve("safe-2"));
            assertThat(row(held, 0))
                    .contains(notHere, "not looked at here: 'place.drive-b'", ">when made<")
                    .doesNotContain(">yes<");
        }
    }

    /** NEVER_EXTRACTABLE is in the key's details: no rule reads them. */
    @Test
    void extractableKey_isAnOpenPoint_ifItsTokenSaidSoLast() throws Exception {
        requireExtractable("never", false, List.of(Optional.of(false)));
        requireExtractable("nothing", false, List.of(Optional.empty()));
        requireExtractable("still", true, List.of(Optional.of(true)));
        requireExtractable("sealed", false, List.of(Optional.of(true), Optional.of(false)));
        requireExtractable("sealed-unseen", true, List.of(Optional.of(true), Optional.empty()));
    }

    private void requireExtractable(String name, boolean isOpen, List<Optional<Boolean>> tokenSays)
            throws Exception {
        try (SignedCeremony held = new SignedCeremony(home.resolve(name))) {
            held.tokenSays(tokenSays.get(0));
            held.upToClosing(held::approved);
            held.tokenSays(tokenSays.get(tokenSays.size() - 1));
            held.closing();
            assertThat(verified(held).requireDone().json().strings("open_points"))
                    .as(name)
                    .filteredOn(point -> point.startsWith("the target key is extractable"))
                    .hasSize(isOpen ? 1 : 0);
        }
    }
}

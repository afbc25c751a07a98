package dev.keyhaul.cli.token;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The lies of the shim, each with how the commands end that make or move a key: refused, or with 0
 * for a reason. {@code StayingKeyTest} has the token that is exchanged, and {@code
 * KeyAdministrationTest} what is renamed instead of deleted.
 */
final class Lie {
    /** The commands that make or move a key. */
    enum Command {
        KEY_GENERATE("key generate"),
        BYOK_CREATE("byok create"),
        KEY_IMPORT("key import"),
        BACKUP_CREATE("backup create"),
        BACKUP_RESTORE("backup restore"),
        BATCH_RUN("batch run");

        final String words;

        Command(String words) {
            this.words = words;
        }
    }

    enum Kind {
        RSA,
        EC,
        AES
    }

    /** Why a command may end with 0; the table of {@link #ENDS} has the letter. */
    enum Why {
        NOT_MET('n', "the command makes no such call, or none for this kind of key"),
        SAME('s', "what comes of it is right, or would be the same without the lie"),
        DESTROYED(
                'd',
                "the key that is looser than asked is destroyed at once, and the target itself may leave the token"),
        LATER(
                'l',
                "a sensitive AES key shows nothing of its value, so not that it repeats another; `byok create` and `backup create` refuse such a token"),
        ANOTHER_RUN('r', "nothing is kept of another run"),
        BY_CHANCE(
                'c',
                "as it happens: not every output is wrong, or only with several sessions at a time, so that one blob meets the lie or not; or the order of the trials decides whether the token shows anything, and the report says that it did not"),
        UNDETECTABLE(
                'u',
                "no call of PKCS#11 shows it: [What stays undetectable](../HSM-NOTES.md#what-stays-undetectable)"),
        WARNED('w', "a warning: HSMs of a group show one key in several slots");

        final char letter;
        final String reason;

        Why(char letter, String reason) {
            this.letter = letter;
            this.reason = reason;
        }

        /** Returns what stands in a cell. */
        String mark() {
            return String.valueOf(letter);
        }

        /** Returns what stands below the table. */
        String told() {
            return "**" + letter + "**: " + reason;
        }
    }

    private static final char REFUSED = 'x';

    /**
     * How each ends: six commands with three kinds of keys each, and the lies of which it is so.
     */
    private static final String ENDS =
            """
            nnn xxx xxx xxx xxx xxx: other-resident 0x210a; scramble 0x210a; other 0x210a
            nnn xxx xxx xxx xxx xxx: unwrap-copy 0x210a, flip-last 0x210a
            nnn xxx xxx xxx xxx xxx: unwrap-other 0x210a, other 0x210a
            nnn xxx xxx xxx xxx xxx: other-resident 0x1054; other 0x1054
            nnn xxc xxx xxc xxx xxc: unwrap-copy 0x1054, flip-last 0x1054
            nnn xxx xxx xxx xxx xxx: unwrap-other 0x210a; unwrap-copy 0x210a
            nnn xxx xxx xxx xxx xxx: unwrap-opened-copy 0x210a; unwrap-loose 0x210a
            nnn xxx xxx xxx xxx xxx: unwrap-none 0x210a; unwrap-leaves 0x210a; leaves 2
            nnn xxn xxx xxx xxx xxn: unwrap-other 0x1054, other 0x1054
            nnn xnn xxx xxx xxx xnn: pkcs1 0x210a
            nnn xnn nnn xnn nnn xnn: pkcs1 0x1054
            nnn xxn nnn xxn nnn xxn: bare 0x210a; explicit 0x210a; bare 0x1054; explicit 0x1054
            nnn uuu nnn uuu nnn uuu: remember 0x210a 1; useless-under 0x9; useless-under 0x1054
            nnn nnn nnn nnn nnn xxx: aes-again 3
            nnn sss nnn sss nnn sss: sha1 0x9; sha1 0x1054; add 0x1054; map 0x210b 0x210a
            nnx xxx nnn xxx nnn xxx: aes16; weak-aes zeros; weak-aes hex; weak-aes text
            nnx xxx nnn xxx nnn xxx: weak-aes halves; weak-aes steps; weak-aes shared
            nnx xxx nnn xxx nnn xxx: flip-first 0x9; truncate 0x9; extend 0x9; zeros 0x9
            nnx xxx nnn xxx nnn xxx: empty 0x9; claim C_WrapKey
            nnl xxx nnn xxx nnn xxx: aes-again 1
            nnx xxx nnn xxx nnn xxx: constant-aes; alternate-aes; weak-aes null
            nnx uuu nnn uuu nnn uuu: weak-aes digest
            xxn nnn rrr nnn nnn nnn: constant-pair; constant-private
            xxn nnn xxx nnn nnn nnn: constant-private 1; copy-pair; copy-private
            xnn nnn nnn nnn nnn nnn: exponent-3
            xxn nnn nnn nnn nnn nnn: pair-as 0x1; pair-as 0x6; pair-as 0xe
            nnx nnn nnn nnn nnn nnn: key-as 0x1; key-as 0x6; key-as 0xe
            sss nnn nnn nnn nnn nnn: pair-as 0x2; pair-as 0xa; key-as 0x2; key-as 0xa
            xxx ddd xxx xxx xxx ddd: loosens 0x1; loosens 0x2; loosens 0x3
            xxn nnn xxx nnn xxx nnn: keyless-token
            nnn nnn xxn nnn xxn nnn: keyless-public
            nnn nnn xnn nnn xnn nnn: public-other
            nnn nnn xxx nnn xxx nnn: unwrap-as 0x210a 0x1
            nnn ddd xxx ddd xxx ddd: unwrap-as 0x210a 0xa
            nnn ddd xxx xxx xxx ddd: unwrap-as 0x210a 0x2; unwrap-as 0x210a 0x6
            nnn ddd xxx xxx xxx ddd: unwrap-as 0x210a 0xe
            sss xxx sss xxx sss xxx: noop C_DestroyObject
            xxn xxn xxn xxn xxn xxn: noop C_Sign
            nnx nnx nnx nnx nnx nnx: noop C_Encrypt
            xsn xsn xsn xsn xsn xsn: claim C_Sign
            xxx xxx xxx xxx xxx xxx: endless; find-other; attribute-length; flag 0x103 0; leaves
            xxx sss xxx sss xxx sss: flag 0x1 0; flag 0x164 1
            xxx xxx sss xxx sss xxx: flag 0x162 0
            sss xxx xxx xxx xxx xxx: flag 0x162 1
            xxx sss sss xxx sss sss: flag 0x163 0; flag 0x165 0
            sss sss xxx sss xxx sss: flag 0x163 1; flag 0x165 1
            sss sss sss xxx sss sss: flag 0x164 0
            sss sss sss sss sss sss: tell-length
            www www www www www www: leaves 1
            nnn xxn nnn xxn nnn xxn: rename-destroyed
            nnn ccc nnn ccc nnn xxx: same-oaep 0x9
            nnn ccc nnn ccc nnn ccc: useless 0x9; other-session 0x9
            """;

    /** How the rest ends. */
    private static final String USUAL = "nnn xxx nnn xxx nnn xxx";

    final String title;
    final List<String> rules;
    final boolean again;

    private Lie(String title, boolean again, String... rules) {
        this.title = title;
        this.again = again;
        this.rules = List.of(rules);
    }

    private static Lie of(String title, String... rules) {
        return new Lie(title, false, rules);
    }

    /** One that the second command meets. */
    private static Lie again(String title, String... rules) {
        return new Lie(title, true, rules);
    }

    /** Why a command ends with 0; empty if it must refuse. */
    Optional<Why> why(Command command, Kind kind) {
        char letter = ends().charAt(4 * command.ordinal() + kind.ordinal());
        return Stream.of(Why.values()).filter(why -> why.letter == letter).findFirst();
    }

    /** Whether the command ends with 0 or not as it happens. */
    boolean isByChance(Command command, Kind kind) {
        return why(command, kind).equals(Optional.of(Why.BY_CHANCE));
    }

    /** Whether the order of the trials decides which of them refuses: with 5 or with 7. */
    boolean isRefusedByOrder(Command command, Kind kind) {
        return title.startsWith("unwrap-copy 0x210a")
                && kind == Kind.AES
                && (command == Command.BYOK_CREATE || command == Command.BACKUP_CREATE);
    }

    /** Whether it is about an object that the token keeps: no command destroys a copy. */
    boolean keeps() {
        return verb().equals("leaves")
                || verb().equals("unwrap-leaves")
                || verb().equals("rename-destroyed")
                || title.contains("noop C_Destroy");
    }

    /** Returns the shim's verb. */
    String verb() {
        return title.split(" ", 2)[0];
    }

    private String ends() {
        return ENDS.lines()
                .filter(line -> List.of(line.split(": ", 2)[1].split("; ")).contains(title))
                .map(line -> line.substring(0, USUAL.length()))
                .findFirst()
                .orElse(USUAL);
    }

    @Override
    public String toString() {
        return title;
    }

    static List<Lie> all() {
        List<Lie> all = new ArrayList<>();
        all.addAll(ofWraps("0x210a", "", 4));
        all.addAll(ofOaep());
        all.addAll(ofWraps("0x1054", "oneshot 0x1054\nhide 0x210a", 5));
        all.addAll(ofAesKeys());
        all.addAll(ofPairs());
        all.addAll(ofUnwraps());
        all.addAll(ofAnswers());
        return all;
    }

    private static List<Lie> ofWraps(String mechanism, String with, int late) {
        List<Lie> lies = new ArrayList<>();
        for (String verb :
                List.of(
                        "flip-first",
                        "flip-last",
                        "truncate",
                        "extend",
                        "zeros",
                        "empty",
                        "other-resident",
                        "pkcs1",
                        "scramble",
                        "remember",
                        "bare",
                        "explicit")) {
            lies.add(of(verb + " " + mechanism, with, verb + " " + mechanism));
        }
        lies.add(of("other " + mechanism, with, "other " + mechanism));
        lies.add(of("useless " + mechanism, with, "useless " + mechanism + " 0 " + late));
        lies.add(of("late-other " + mechanism, with, "late-other " + mechanism + " 0 2"));
        lies.add(of("late-flip " + mechanism, with, "late-flip " + mechanism + " 0 2"));
        lies.add(of("remember " + mechanism + " 1", with, "remember " + mechanism + " 1"));
        for (String hiding :
                List.of(
                        "unwrap-copy MECHANISM\nflip-last",
                        "unwrap-other MECHANISM\nother",
                        "unwrap-else-copy MECHANISM\nremember",
                        "unwrap-else-control MECHANISM\nremember")) {
            String rule = hiding.replace("MECHANISM", mechanism) + " " + mechanism;
            lies.add(of(rule.replace("\n", ", "), with, "private-only -", rule));
        }
        if (mechanism.equals("0x1054")) {
            for (String rule : List.of("same-aes 0x1054", "same-oaep 0x1054", "sha1 0x1054")) {
                lies.add(of(rule, with, rule));
            }
            lies.add(of("useless-under 0x1054", with, "useless-under 0x1054 KEK"));
        }
        return lies;
    }

    private static List<Lie> ofOaep() {
        return Stream.of(
                        "flip-first 0x9",
                        "flip-first 0x9 0 3",
                        "truncate 0x9",
                        "extend 0x9",
                        "zeros 0x9",
                        "empty 0x9",
                        "other 0x9 0 2",
                        "useless 0x9 0 3",
                        "same-oaep 0x9",
                        "other-session 0x9",
                        "sha1 0x9",
                        "useless-under 0x9 KEK")
                .map(rule -> of(rule.replaceFirst("( KEK|(?<=useless 0x9) 0 3)$", ""), rule))
                .toList();
    }

    private static List<Lie> ofAesKeys() {
        List<Lie> lies = new ArrayList<>();
        lies.add(again("constant-aes", "constant-aes -"));
        lies.add(again("alternate-aes", "alternate-aes -"));
        lies.add(of("aes16", "aes16 -"));
        lies.add(of("aes-again 1", "aes-again 1 0 3"));
        lies.add(of("aes-again 3", "aes-again 3 0 5"));
        for (String how :
                List.of("null", "zeros", "hex", "text", "halves", "steps", "shared", "digest")) {
            lies.add(again("weak-aes " + how, "weak-aes " + how));
        }
        return lies;
    }

    private static List<Lie> ofPairs() {
        List<Lie> lies = new ArrayList<>();
        lies.add(again("constant-pair", "constant-pair -"));
        lies.add(again("constant-private", "constant-private -"));
        lies.add(again("constant-private 1", "constant-private - 1"));
        lies.add(of("copy-pair", "copy-pair other"));
        lies.add(of("copy-private", "copy-private other"));
        lies.add(of("exponent-3", "exponent-3 -"));
        for (String mask : List.of("0x1", "0x2", "0x6", "0xa", "0xe")) {
            lies.add(of("pair-as " + mask, "pair-as - " + mask));
            lies.add(of("key-as " + mask, "key-as - " + mask));
        }
        for (String mask : List.of("0x1", "0x2", "0x3")) {
            lies.add(
                    of(
                            "loosens " + mask,
                            "pair-as - 0x6",
                            "key-as - 0x6",
                            "unwrap-as 0x210a 0x6",
                            "loosens - " + mask));
        }
        lies.add(of("keyless-token", "keyless-token -"));
        lies.add(of("keyless-public", "keyless-public -"));
        lies.add(of("public-other", "public-other other"));
        return lies;
    }

    private static List<Lie> ofUnwraps() {
        List<Lie> lies = new ArrayList<>();
        for (String rule :
                List.of(
                        "unwrap-other 0x210a",
                        "unwrap-copy 0x210a",
                        "unwrap-else-copy 0x210a",
                        "unwrap-opened-copy 0x210a",
                        "unwrap-else-control 0x210a",
                        "unwrap-loose 0x210a",
                        "unwrap-none 0x210a",
                        "unwrap-leaves 0x210a",
                        "unwrap-as 0x210a 0x1",
                        "unwrap-as 0x210a 0x2",
                        "unwrap-as 0x210a 0x6",
                        "unwrap-as 0x210a 0xa",
                        "unwrap-as 0x210a 0xe")) {
            lies.add(of(rule, rule));
        }
        return lies;
    }

    private static List<Lie> ofAnswers() {
        List<Lie> lies = new ArrayList<>();
        for (String function : List.of("C_DestroyObject", "C_Sign", "C_Encrypt")) {
            lies.add(of("noop " + function, "noop " + function));
        }
        lies.add(of("claim C_WrapKey", "claim C_WrapKey 0x40"));
        lies.add(of("claim C_Sign", "claim C_Sign 0x40"));
        lies.add(of("endless", "endless - 1"));
        lies.add(of("find-other", "find-other other"));
        lies.add(of("attribute-length", "attribute-length 0x120 0x10000000000"));
        for (String flag :
                List.of(
                        "0x1 0", "0x103 0", "0x162 0", "0x162 1", "0x163 0", "0x163 1", "0x164 0",
                        "0x164 1", "0x165 0", "0x165 1")) {
            lies.add(of("flag " + flag, "flag " + flag));
        }
        lies.add(of("tell-length", "tell-length 0x123"));
        lies.add(of("add 0x1054", "add 0x1054"));
        lies.add(of("map 0x210b 0x210a", "map 0x210b 0x210a"));
        lies.add(of("leaves", "leaves spare"));
        lies.add(of("leaves 1", "leaves spare 1"));
        lies.add(of("leaves 2", "leaves spare 2"));
        lies.add(of("rename-destroyed", "rename-destroyed -"));
        return lies;
    }
}

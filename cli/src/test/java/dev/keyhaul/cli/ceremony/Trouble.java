package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What happens in a real room, and is tried by a test: the words on the screen, and how it went on.
 * The test asks each row for both; {@link TroubleTest} writes the rows into a document.
 */
enum Trouble {
    TOKEN_UNRECORDED(
            Kind.KILL,
            "after a token was made, before the host remembers it",
            Way.WENT_ON,
            "StoppedCeremonyIT#tokenFromBeforeAKill_isUsedIfItHasNoKey_andElseRefused",
            "There is a token 'hsm' from before an interruption"),
    KEK_UNRECORDED(
            Kind.KILL,
            "after the KEK was made, before its record",
            Way.WENT_ON,
            "InterruptedCeremonyIT#killedBetweenActAndRecord_whatItLeftIsNeverUsed_andNumbersAreShownAgain",
            "The vault has a KEK 'ceremony-",
            "that no record explains"),
    KEK_FILE_UNRECORDED(
            Kind.KILL,
            "after the KEK was downloaded, before its record",
            Way.WENT_ON,
            "InterruptedCeremonyIT#killedBetweenActAndRecord_whatItLeftIsNeverUsed_andNumbersAreShownAgain",
            "kek.json is there from before"),
    KEY_UNRECORDED(
            Kind.KILL,
            "after the tenant key was made, before its record",
            Way.WENT_ON,
            "InterruptedCeremonyIT#killedBetweenActAndRecord_whatItLeftIsNeverUsed_andNumbersAreShownAgain",
            "a key that no record explains",
            "Call the witness to watch"),
    PAIR_UNRECORDED(
            Kind.KILL,
            "after the recovery pair was made, before its record",
            Way.WENT_ON,
            "StoppedCeremonyIT#stop_isRecorded_withItsReason_andEndsThePlan",
            "a key that no record explains",
            "object=recovery"),
    BLOB_UNRECORDED(
            Kind.KILL,
            "after the blob was made, before its record",
            Way.WENT_ON,
            "InterruptedCeremonyIT#killedBetweenActAndRecord_whatItLeftIsNeverUsed_andNumbersAreShownAgain",
            "tenant.byok is there from before"),
    COPY_UNRECORDED(
            Kind.KILL,
            "after a master copy was made, before its record",
            Way.WENT_ON,
            "InterruptedCeremonyIT#killedBetweenActAndRecord_whatItLeftIsNeverUsed_andNumbersAreShownAgain",
            "has no record: it stays in its store"),
    NUMBER_NOT_WRITTEN(
            Kind.KILL,
            "while a person writes a number down",
            Way.WENT_ON,
            "InterruptedCeremonyIT#killedBetweenActAndRecord_whatItLeftIsNeverUsed_andNumbersAreShownAgain",
            "Write the key's URL, with its version, on your paper."),
    IMPORT_UNRECORDED(
            Kind.KILL,
            "after the import, before its record",
            Way.WHOLE,
            "ContinuedActsIT#killedBetweenTheImportAndItsRecord_goesOn_underTheSameApproval",
            "(needs the witness's approval)",
            "Write the key's URL, with its version, on your paper."),
    STORE_UNRECORDED(
            Kind.KILL,
            "after a store was taken over, before its record",
            Way.WHOLE,
            "RecoveryCeremonyIT#storeThatWasTakenOver_withoutARecord_isTakenOverAgain",
            "as the newest paper of the store has it"),
    RESTORED_UNRECORDED(
            Kind.KILL,
            "after a key was restored, before its record",
            Way.WENT_ON,
            "RecoveryCeremonyIT#restoredKey_withoutARecord_isDeletedAndRestoredAgain_butNoOtherKey",
            "There is a key that no record explains"),

    KEK_ANSWER_LOST(
            Kind.LOST_ANSWER,
            "the vault makes the KEK, and the line is cut",
            Way.WHOLE,
            "GuidedCeremonyIT#pfx_isMoved_onceThoughTheVaultsAnswerIsLost",
            "Not done: ",
            "Press Enter to try again",
            "that no record explains"),
    IMPORT_ANSWER_LOST(
            Kind.LOST_ANSWER,
            "the vault imports the key, and its answer never arrives",
            Way.WHOLE,
            "GuidedCeremonyIT#pfx_isMoved_onceThoughTheVaultsAnswerIsLost",
            "Write the key's URL, with its version, on your paper."),
    PROOF_ANSWER_LOST(
            Kind.LOST_ANSWER,
            "the line is cut while the imported key is proven",
            Way.WHOLE,
            "ContinuedActsIT#answerLost_whileTheKeyIsProven_isAskedAgain_underTheSameApproval",
            "Not done: ",
            "Press Enter to try again"),
    IMPORT_REFUSED_ONCE(
            Kind.LOST_ANSWER,
            "the vault refuses the import once (403), and nothing was made",
            Way.WHOLE,
            "ContinuedActsIT#importThatDidNothing_isTriedAgain_underTheSameApproval",
            "Not done: ",
            "Press Enter to try again"),

    CLOCK_AHEAD(
            Kind.CLOCK,
            "OFFLINE is half an hour fast",
            Way.WHOLE,
            "WrongHostClockIT#halfAnHourAhead_isSaid_andTheCeremonyGoesOn",
            "The clocks differ: a record of OFFLINE is dated ",
            "this host's clock shows "),
    CLOCK_SET(
            Kind.CLOCK,
            "OFFLINE is three hours fast, and somebody sets it in between",
            Way.WHOLE,
            "WrongHostClockIT#threeHoursAhead_andSetInBetween_isNoContradiction",
            "The clocks differ: a record of OFFLINE is dated ",
            "this host's clock shows "),

    PEN_SLIPS(
            Kind.SLIP,
            "a digit is copied wrongly",
            Way.WENT_ON,
            "StoppedCeremonyIT#aSlipOfThePen_isFoundAsOne_andTheHostShowsTheNumberAgain",
            "group 2 of row 1 has a slip"),
    ROW_MISREAD(
            Kind.SLIP,
            "the row of another number is typed",
            Way.WENT_ON,
            "NewcomersIT#slips_atEnrolmentAndApproval_areAskedAgain",
            "row 1 differs: look again (2 tries left)"),
    ROW_MISREAD_THREE_TIMES(
            Kind.SLIP,
            "the row of another number is typed three times",
            Way.WENT_ON,
            "StoppedCeremonyIT#wrongRow_threeTries_overRestarts_thenAPause_andItGoesOn",
            "was typed wrongly three times",
            "Run the same command to continue"),
    ROW_TOO_SHORT(
            Kind.SLIP,
            "half a row is typed",
            Way.WENT_ON,
            "StoppedCeremonyIT#wrongRow_threeTries_overRestarts_thenAPause_andItGoesOn",
            "type 4 groups, each of four digits"),
    HOST_MISTYPED(
            Kind.SLIP,
            "the name of no host is typed",
            Way.WENT_ON,
            "NewcomersIT#slips_atEnrolmentAndApproval_areAskedAgain",
            "Type offline or online. On any other machine, press Ctrl-C"),
    HOST_MISTAKEN(
            Kind.SLIP,
            "the name of another host is typed",
            Way.WENT_ON,
            "WhichHostIT#host_canBeTakenBack_untilSomethingWasMade_andIsNeverIgnored",
            "Here, ONLINE makes its own key, and speaks to the vault. Go on as ONLINE?"),
    YES_ABBREVIATED(
            Kind.SLIP,
            "\"y\" is typed for \"yes\"",
            Way.WENT_ON,
            "NewcomersIT#slips_atEnrolmentAndApproval_areAskedAgain",
            "Type yes or no, in full."),
    NO_BY_MISTAKE(
            Kind.SLIP,
            "the witness types \"no\", and did not mean it",
            Way.WENT_ON,
            "WitnessIT#requestOfNoStep_isRefused_andAnotherKekThanTheVaults_endsTheCeremony",
            "Why not?",
            "Are you sure?"),
    STOP_BY_MISTAKE(
            Kind.SLIP,
            "\"stop\" is typed, and nobody knows why",
            Way.WENT_ON,
            "NewcomersIT#stopByMistake_goesBack_andAWrongPinForARecord_isAskedAgain",
            "This ends the ceremony for good."),
    STOP_AT_A_PIN(
            Kind.SLIP,
            "\"stop\" is typed where a PIN is asked for",
            Way.WENT_ON,
            "WhichHostIT#host_canBeTakenBack_untilSomethingWasMade_andIsNeverIgnored",
            "\"stop\" was typed where a PIN is asked for: no try was made"),
    PIN_WRONG(
            Kind.SLIP,
            "a wrong PIN is typed",
            Way.WENT_ON,
            "NewcomersIT#stopByMistake_goesBack_andAWrongPinForARecord_isAskedAgain",
            "PIN refused by token 'hsm'",
            "Trying again."),
    PIN_SHARED(
            Kind.SLIP,
            "operator and custodian choose one PIN",
            Way.WHOLE,
            "GuidedCeremonyIT#stickWithFat_twoHosts_withWitness",
            "PIN of token 'recovery' is also that of token 'hsm', which another"),

    CTRL_C(
            Kind.PEOPLE,
            "somebody presses Ctrl-C and goes home",
            Way.WENT_ON,
            "StoppedCeremonyIT#ctrlC_saysWhatStays",
            "interrupted: what is done stays done, and nothing was undone"),
    LEFT_AT_ENROLMENT(
            Kind.PEOPLE,
            "somebody stops while the plan is open",
            Way.WENT_ON,
            "StoppedCeremonyIT#stop_ofAnOpenPlan_onlyLeaves",
            "Left here: the plan is open, so no ceremony has begun"),
    STOP_WITHOUT_REASON(
            Kind.PEOPLE,
            "somebody stops, and gives no reason",
            Way.WENT_ON,
            "StopAnywhereIT#stop_withoutAReason_isNone_andAnOpenPlanHasNone",
            "Left here: the ceremony was not stopped"),
    STICK_AT_AN_IDLE_HOST(
            Kind.PEOPLE,
            "the stick is brought to a host that has nothing to do",
            Way.WENT_ON,
            "StopAnywhereIT#witnessStops_thoughAnotherHostIsNext_andOnlineDisablesTheKek",
            "Nothing can be done on this host now"),
    ONLINE_LOST(
            Kind.PEOPLE,
            "ONLINE is lost when it has made the KEK",
            Way.WHOLE,
            "SparesIT#bothSpares_takeOver_andTheCeremonyIsWhole",
            "This host is the spare of ONLINE",
            "The vault has a KEK 'ceremony-",
            "that no record explains"),
    SPARE_TOO_EARLY(
            Kind.PEOPLE,
            "the stick is at the spare, and ONLINE is well",
            Way.WENT_ON,
            "SparesIT#bothSpares_takeOver_andTheCeremonyIsWhole",
            "This host is the spare of ONLINE"),
    WITNESS_LOST(
            Kind.PEOPLE,
            "the witness's machine is lost when it has requests",
            Way.WHOLE,
            "SparesIT#bothSpares_takeOver_andTheCeremonyIsWhole",
            "Carry the stick to WITNESS-SPARE"),
    MEMORY_LOST(
            Kind.PEOPLE,
            "OFFLINE is installed again: its state folder is gone",
            Way.WHOLE,
            "SparesIT#offline_thatLostItsMemory_hasItFromPaper_andNotFromAnOlderStick",
            "was not enrolled",
            "if this is OFFLINE",
            "add --host offline"),

    SCRIPT_OLD(
            Kind.OLD,
            "the script of an older plan is in the room",
            Way.WENT_ON,
            "StoppedCeremonyIT#anOlderScript_endsNothing_andTheScreenNamesTheRightOne",
            "Take the script of the plan ",
            "wrongly three times: use the script of the plan "),
    STICK_OLD_AT_WITNESS(
            Kind.OLD,
            "an older stick is in the witness's machine",
            Way.WENT_ON,
            "WitnessIT#requestOfNoStep_isRefused_andAnotherKekThanTheVaults_endsTheCeremony",
            "(2 tries left)",
            "or an older state of it: bring the one that host wrote",
            "was typed wrongly three times",
            "shows it again"),
    STICK_BEFORE_OWN_RECORD(
            Kind.OLD,
            "the stick lacks what this host itself wrote",
            Way.WENT_ON,
            "HostileStickIT#stickThatTheWitnessHadBefore_isRefused_beforeARequestIsShown",
            "records lacks ",
            "that this host wrote or saw"),
    STICK_BEFORE_ANOTHERS_RECORD(
            Kind.OLD,
            "the stick lacks what OFFLINE wrote since it left ONLINE",
            Way.WENT_ON,
            "HostileStickIT#recordsOfOthers_cutSinceThisHostsLastVisit_areMissed_byPeople",
            "records lacks the records that were made on OFFLINE"),
    STICK_BEFORE_THE_WITNESS(
            Kind.OLD,
            "the stick lacks what the witness approved",
            Way.WENT_ON,
            "HostileStickIT#stickFromBeforeTheWitness_isAskedAbout_andTheRightOneContinues",
            "what comes next is on WITNESS",
            "lacks the records that were made on WITNESS"),
    REQUEST_LEFT_OVER(
            Kind.OLD,
            "a request that another one made needless is still there",
            Way.WENT_ON,
            "HostileStickIT#stickFromBeforeTheWitness_isAskedAbout_andTheRightOneContinues",
            "left-over.request.json is not needed any more"),
    STICK_OLD_WITHOUT_MEMORY(
            Kind.OLD,
            "an older stick is at OFFLINE, which has lost its memory",
            Way.WENT_ON,
            "SparesIT#offline_thatLostItsMemory_hasItFromPaper_andNotFromAnOlderStick",
            "This host has lost its memory",
            "row 1 differs",
            "an older state of it: bring the one that host wrote"),
    DRIVE_OLD(
            Kind.OLD,
            "a drive with an older journal is mounted",
            Way.WHOLE,
            "RecoveryCeremonyIT#whatIsNotTheDriveOfThePaper_isRefused_andTheRightOneIsWaitedFor",
            "row 1 differs",
            "was typed wrongly three times"),

    ROLE_MISSING(
            Kind.NOT_READY,
            "ONLINE's person lacks the role for the import",
            Way.WENT_ON,
            "VaultReadyIT#online_waitsForAFreeName_andForItsRole",
            "it lacks import, sign, decrypt, getrotationpolicy",
            "The vault is not ready for the import: "),
    NAME_TAKEN(
            Kind.NOT_READY,
            "the vault has a key of that name",
            Way.WENT_ON,
            "VaultReadyIT#online_waitsForAFreeName_andForItsRole",
            "there is a key tenant in rehearsal.vault"),
    NAME_OF_A_DELETED_KEY(
            Kind.NOT_READY,
            "a deleted key still has the name",
            Way.WENT_ON,
            "VaultReadyIT#online_waitsForAFreeName_andForItsRole",
            "a deleted key still has the name tenant"),
    WITNESS_WITHOUT_ACCESS(
            Kind.NOT_READY,
            "the witness cannot read keys",
            Way.WENT_ON,
            "VaultReadyIT#witness_needsToReadKeys_thatAreNotThereYet",
            "This machine cannot read keys of "),
    SETTING_MISSING(
            Kind.NOT_READY,
            "the way to the vault is not in ONLINE's settings",
            Way.WENT_ON,
            "NewcomersIT#slips_atEnrolmentAndApproval_areAskedAgain",
            "[KH-RELAY-MISSING] hint: ",
            "local-vault = FILE"),
    TOKEN_AWAY(
            Kind.NOT_READY,
            "the HSM is not plugged in",
            Way.WHOLE,
            "RecoveryCeremonyIT#whatIsNotTheDriveOfThePaper_isRefused_andTheRightOneIsWaitedFor",
            "The token is not ready"),
    COPY_DAMAGED(
            Kind.NOT_READY,
            "a drive rots after it was looked at",
            Way.WHOLE,
            "RecoveryCeremonyIT#copyThatIsDamagedMeanwhile_isWaitedFor",
            "SHA-256 of recipient-1.bin"),
    COPY_ELSEWHERE(
            Kind.NOT_READY,
            "the drive does not have the copy",
            Way.WENT_ON,
            "RecoveryCeremonyIT#storeWithoutTheCopy_isRefused_beforeTheHostIsInThePlan",
            "no copy '"),
    LABEL_TAKEN(
            Kind.NOT_READY,
            "the new token has a key of that label, made by somebody",
            Way.WENT_ON,
            "StoppedCeremonyIT#labelThatIsTaken_waits_untilTheKeyIsGone",
            "No record explains what is there",
            "label 'tenant'"),
    LABEL_IN_USE(
            Kind.NOT_READY,
            "the HSM that others use has a key of that label",
            Way.WHOLE,
            "ExistingTokenIT#newKey_isMadeBesideOthers_andNoneOfThemIsUsed",
            "the label 'tenant' is in use: the key gets 'tenant-2'"),

    FILE_FLIPPED(
            Kind.CONTRADICTION,
            "one bit of the KEK's file is another",
            Way.WENT_ON,
            "HostileStickIT#changedStick_isRefused_withItsFile_beforeAStep",
            "kek.json (KEK) is not the file"),
    PLAN_CHANGED(
            Kind.CONTRADICTION,
            "somebody puts a key of their own into the plan",
            Way.WENT_ON,
            "WitnessIT#requestOfNoStep_isRefused_andAnotherKekThanTheVaults_endsTheCeremony",
            "the plan differs from the one that this host has seen"),
    MODULE_CHANGED(
            Kind.CONTRADICTION,
            "OFFLINE has another PKCS#11 module",
            Way.WENT_ON,
            "HostEquipmentIT#otherModule_isRefused_beforeAStep_andAnotherToken_beforeTheNext",
            "the module's SHA-256 of the token 'hsm' is "),
    LOST_HOST_RETURNS(
            Kind.CONTRADICTION,
            "the lost witness's machine comes back",
            Way.WHOLE,
            "SparesIT#bothSpares_takeOver_andTheCeremonyIsWhole",
            "its spare has taken over"),
    TWO_LINES_OF_RECORDS(
            Kind.CONTRADICTION,
            "ONLINE and its spare both go on",
            Way.WENT_ON,
            "SparesIT#lostHost_thatGoesOn_isAContradictionOnEachHost",
            "the records deviate from the plan"),
    KEK_OF_ANOTHER(
            Kind.CONTRADICTION,
            "the blob's request names a KEK that the vault does not have",
            Way.ENDED,
            "WitnessIT#requestOfNoStep_isRefused_andAnotherKekThanTheVaults_endsTheCeremony",
            "names a KEK other than the one in the vault",
            "disable it now"),

    WITNESS_REFUSES(
            Kind.END,
            "the witness says no, and is sure",
            Way.ENDED,
            "WitnessIT#requestOfNoStep_isRefused_andAnotherKekThanTheVaults_endsTheCeremony",
            "Stopped: the witness did not approve: ",
            "It disables the KEK."),
    STOP(
            Kind.END,
            "somebody stops, and says why",
            Way.ENDED,
            "StopAnywhereIT#witnessStops_thoughAnotherHostIsNext_andOnlineDisablesTheKek",
            "Stopped: the flood.",
            "disable it now"),
    PLAN_OVER(
            Kind.END,
            "the plan's days are over",
            Way.ENDED,
            "StopAnywhereIT#endedPlan_makesNothingNew_andCanBeStopped",
            "Not now: it is ",
            "but the plan is for");

    /** What happened; only the last two may end a plan. */
    enum Kind {
        KILL("A kill"),
        LOST_ANSWER("A lost answer"),
        CLOCK("A clock"),
        SLIP("A slip of pen or hand"),
        PEOPLE("People and machines that leave"),
        OLD("Something old"),
        NOT_READY("Not ready"),
        CONTRADICTION("A contradiction"),
        END("An end");

        final String words;

        Kind(String words) {
            this.words = words;
        }

        boolean mayEnd() {
            return this == CONTRADICTION || this == END;
        }
    }

    /** How it went on, and what the screen shows then. */
    enum Way {
        WENT_ON(
                "went on",
                "Step \\d+ of|Carry the stick to|row \\d same|Enrolled|Every host is in the plan|is initialised|who keeps it"),
        WHOLE("went on to the plan's last step", "Every step of the plan is done"),
        ENDED("the plan ended", "has ended on this host|it was stopped|Stopped: ");

        final String words;
        private final Pattern shown;

        Way(String words, String shown) {
            this.words = words;
            this.shown = Pattern.compile(shown);
        }
    }

    final Kind kind;
    final String what;
    final Way way;
    final String test;
    final List<String> words;

    Trouble(Kind kind, String what, Way way, String test, String... words) {
        this.kind = kind;
        this.what = what;
        this.way = way;
        this.test = test;
        this.words = List.of(words);
    }

    /** Requires its words on the screen, and returns what was shown. */
    String said(CharSequence shown) {
        String line = line(shown);
        assertThat(line).as(name()).contains(words);
        return line;
    }

    /** Requires that it went on as its row says, by what is shown then or later. */
    void after(CharSequence shown) {
        String line = line(shown);
        assertThat(line).as("%s %s", this, way.words).containsPattern(way.shown);
        if (way != Way.ENDED) {
            assertThat(line).as(name()).doesNotContain("has ended on this host");
        }
    }

    private static String line(CharSequence shown) {
        return shown.toString().replaceAll("\\s+", " ");
    }
}

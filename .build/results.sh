# shellcheck shell=sh disable=SC2154
# Sourced by `verify` and `.ci/check-skips`; needs root. Reads the reports of the tests, of every module in the tree.

# Nothing of this comes from the environment.
unset -v reports

reports='*/target/surefire-reports'

# A report of an earlier run would be counted again, and a test that is no more would run.
forget_results() {
    rm -rf "$root/.build/unit-tests/target"
    find "$root" -path "$reports/*.xml" -exec rm -f {} +
}

# print_results JAVA SECONDS: the slowest classes, the failures, what was not run, and the counts. Fails if there is no report.
print_results() {
    read_results -v java="$1" -v seconds_in_all="$2"
}

# list_skips: a line COUNT|REASON for each reason. Fails if there is no report.
list_skips() {
    read_results -v list_skips=yes
}

# Surefire writes its reports with one element a line.
read_results() {
    find "$root" -path "$reports/TEST-*.xml" -exec cat {} + | awk "$@" '
    function attribute(name) {
        if (!match($0, " " name "=\"[^\"]*\"")) return ""
        return substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
    }
    function plain(text) {
        gsub(/&#10;.*/, "", text); gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text)
        gsub(/&apos;/, "\047", text); gsub(/&amp;/, "\\&", text)
        return text
    }
    /<testsuite / {
        tests += attribute("tests"); failed += attribute("failures") + attribute("errors")
        skipped += attribute("skipped")
        seconds = attribute("time"); gsub(",", "", seconds); took[attribute("name")] += seconds
    }
    /<testcase / { class = attribute("classname"); test = class "." attribute("name"); sub(/.*\./, "", class) }
    /<(failure|error) / {
        type = attribute("type"); sub(/.*\./, "", type)
        # Line ends and other control characters are numbers in XML.
        message = type ": " attribute("message"); gsub(/(&(amp;)?#[0-9]+;| )+/, " ", message)
        failures[++failing] = plain(test) ": " substr(plain(message), 1, 300)
    }
    # A reason of several lines is not in the attribute: it goes on until the stack trace.
    /<skipped/ {
        reason = plain(attribute("message")); skip = 1; more = reason == "" && /CDATA/
        sub(/.*CDATA\[[^ ]*/, "")
    }
    more && (/^\tat / || /]]>/) { more = 0 }
    more { reason = reason " " $0 }
    skip && !more {
        sub(/^ +/, "", reason); sub(/^Assumption failed: /, "", reason)
        reason = reason == "" ? "no reason given" : plain(reason)
        if (!skips[reason]++) { reasons[++different] = reason; example[reason] = class }
        if (example[reason] != class) others[reason] = 1
        skip = 0
    }
    # A class that is skipped as a whole counts as one test.
    function print_skipped(    n, reason) {
        if (!different) return
        print "What was not run, and for want of what:"
        print " tests"
        for (n = 1; n <= different; n++) {
            reason = reasons[n]
            printf "%6d  %s (%s%s)\n", skips[reason], reason, example[reason], others[reason] ? " and others" : ""
        }
    }
    function print_slowest(    name, slowest, n) {
        for (n = 1; n <= 5; n++) {
            slowest = ""
            for (name in took) if (slowest == "" || took[name] > took[slowest]) slowest = name
            if (slowest == "") return
            printf "%6.1f s  %s\n", took[slowest], slowest
            delete took[slowest]
        }
    }
    END {
        if (list_skips) {
            for (n = 1; n <= different; n++) print skips[reasons[n]] "|" reasons[n]
            exit tests == 0
        }
        print "The five slowest test classes:"
        print_slowest()
        for (i = 1; i <= failing; i++) print "failed: " failures[i]
        print_skipped()
        print "Tests ran on Java " java " in " seconds_in_all " seconds, with the build."
        printf "%d passed, %d failed, %d skipped\n", tests - failed - skipped, failed, skipped
        exit tests == 0
    }'
}

/*
 * A PKCS#11 module for tests: it passes every call to the libsofthsm2.so that stands beside it and,
 * as the file SHIM.control beside it says, lies, fails, hides or offers mechanisms.
 *
 * The control file is read at each call, so that a test changes its mind while the module is loaded.
 * A line is VERB SUBJECT [VALUE [N]], with VALUE in hex:
 *
 *   fail C_NAME CKR N     C_NAME answers CKR at its N-th call, 0: each; calls are counted anew when the
 *                         file changes. The function itself is not called.
 *   length C_NAME LENGTH  what C_NAME puts into its last argument when it fails with CKR_BUFFER_TOO_SMALL
 *   claim C_NAME LENGTH   what C_NAME puts into its last argument when it answers CKR_OK
 *   noop C_NAME           C_NAME answers CKR_OK and does nothing
 *   kill C_NAME 0 N       SIGKILL for the process at the N-th call of C_NAME, before it does anything
 *   exit, crash, hang C_NAME 0 N  the same with exit(0), with a write to address 0, and with a call that never ends;
 *                         other calls go on
 *   block C_NAME          C_NAME does not come back while this is here; other functions do
 *   wait-at-exit -        the module waits at exit() for calls that do not come back, as one that stops its threads
 *   sessions - N          no more than N sessions of a token at a time; C_OpenSession answers CKR_SESSION_COUNT
 *   tell-sessions - N     C_GetTokenInfo answers N as the greatest number of sessions
 *   endless - STEP        C_FindObjects never ends; the next handle is STEP more than the last
 *   find-other LABEL      C_FindObjects gives the objects with that label, whatever label or id was asked for
 *   overlook LABEL A N    the searches for that label find nothing, from the A-th to the N-th
 *   attribute-length ATTRIBUTE LENGTH  C_GetAttributeValue says that this attribute is as long
 *   minus-one ATTRIBUTE   C_GetAttributeValue answers -1 where this attribute is asked for, and fills the others
 *   vanish LABEL CKR      C_GetAttributeValue answers CKR for an object with that label, which somebody has just destroyed
 *   hide MECHANISM        neither listed nor wrapped with
 *   add MECHANISM         listed, with nothing behind it
 *   map MECHANISM REAL    listed, and done by REAL
 *   oneshot 0x1054        CKM_RSA_AES_KEY_WRAP: an ephemeral AES key, OAEP of it, 0x210a under it; and back
 *   flag ATTRIBUTE BOOL   C_GetAttributeValue answers this value of a CK_BBOOL
 *   token-flags - MASK    C_GetTokenInfo answers these flags too
 *   module-maker NAME     C_GetInfo answers this manufacturer
 *   zero-padded -         C_GetTokenInfo pads label, manufacturer, model and serial number with zeros
 *   maker NAME            C_GetTokenInfo answers this manufacturer, and no model
 *   pinpad PIN            the token has a PIN pad, on which somebody enters PIN when C_Login brings none
 *   constant-aes - [1]    C_GenerateKey makes the same AES key each time; 1: of keys that stay alone
 *   alternate-aes -       C_GenerateKey, and one-shot, make two AES keys in turn
 *   aes16 - [1]           they make AES keys of 16 bytes, and C_GetAttributeValue says what was asked for; 1: says 16;
 *                         another VALUE: keys of so many bytes alone
 *   aes-again K V N       C_GenerateKey makes random AES keys, and from the N-th on, V times or, if V is 0,
 *                         always, the K-th again
 *   weak-aes HOW          C_GenerateKey makes AES keys of little entropy: zero bytes alone (null), or 28 and 4 random ones (zeros), hex
 *                         digits (hex), printable characters (text), 16 random bytes twice (halves), bytes in steps
 *                         (steps), or the same but for 4 bytes each time (shared); or the SHA-256 of a count (digest)
 *   fork C_NAME 0 N       a child process comes back from the N-th call of C_NAME, beside this one
 *   delay - MICROSECONDS  each call takes that much longer
 *   constant-pair -       C_GenerateKeyPair makes the same RSA pair each time, until another length is asked for:
 *                         no lie, but new primes for each of many faults take minutes
 *   log -                 the name of each function called is appended to SHIM.log
 *   secrets -             at the next call after one that brought or gave a secret (a PIN, the value of a key, a
 *                         plaintext), "secret C_NAME N" is appended there: N bytes are still where the caller had it
 *
 * and what C_WrapKey does to its output, with CKR_OK, when asked for MECHANISM, from the N-th time on:
 *
 *   private-only -            these lies leave secret keys alone, as if nobody had thought of trials
 *   flip-first, flip-last, truncate, extend, zeros, empty MECHANISM [0 N]
 *   other MECHANISM HANDLE [N]  the bytes of another key; HANDLE 0: of the one with the label "other"
 *   other-resident MECHANISM    the same for a key that stays in the token, and the right bytes for throw-away ones
 *   pkcs1, scramble MECHANISM   private keys as PKCS#1, or these and AES keys with each byte changed; C_UnwrapKey takes
 *                               that, and that alone
 *   remember MECHANISM [1]      one bit of a key that stays in the token is changed, and C_UnwrapKey changes it back: a
 *                               module that recognises its own output; 1: of a key that the token generated, which no
 *                               proof in its token can catch; 2: under a key that stays
 *   late-other, late-flip MECHANISM 0 N  from the N-th wrap of a key that stays in the token on: the bytes of the one
 *                             with the label "other", or the right ones with the last bit flipped; C_UnwrapKey then
 *                             makes a copy of the key that its session wrapped last, whatever it is given
 *   bare, explicit MECHANISM  a key that stays in the token alone: a pair as PKCS#1, or as SEC 1 (RFC 5915), or an EC
 *                             key with the numbers of its curve in place of its name; C_UnwrapKey opens that too
 *   useless MECHANISM 0 N       the N-th output, and every second one after it, has its last bit flipped
 *   useless-under MECHANISM MODULUS  the last bit is flipped under the key whose modulus begins with these 8 bytes
 *   same-oaep 0x9             the first output again for each KEK, but for the KEK that was wrapped under first of all
 *   other-session 0x9         the AES key that another session made last, where it is still there
 *   sha1 MECHANISM            OAEP with SHA-1 where SHA-256 was asked for
 *   same-aes MECHANISM [0 N]  one-shot: the same AES key each time
 *
 * and what C_UnwrapKey does, with CKR_OK, when asked for MECHANISM:
 *
 *   unwrap-other MECHANISM HANDLE   makes nothing and names that object
 *   unwrap-copy MECHANISM HANDLE    makes a copy of that key, with the attributes that were asked for
 *                                   HANDLE 0, here and above: of the key with the label "tenant"
 *   unwrap-else-copy MECHANISM      a copy of the key "tenant" for whatever it cannot unwrap
 *   unwrap-opened-copy MECHANISM    a copy of the key "tenant" for whatever it can unwrap
 *   unwrap-else-control MECHANISM   a copy of the last private key that was created for whatever it cannot unwrap
 *   unwrap-loose MECHANISM          makes the key EXTRACTABLE whatever the template says
 *   unwrap-none MECHANISM           makes nothing and names handle 0
 *   unwrap-as MECHANISM MASK        makes the key with other attributes than asked for, and tells those that were asked
 *                                   for: 1 a session object, 2 EXTRACTABLE, 4 not SENSITIVE, so that 6 can be read;
 *                                   8 and refuses to wrap it, as if it were not EXTRACTABLE; 10 and shows no value, as if
 *                                   it were SENSITIVE
 *   opening, refusal MECHANISM CKR N  the N-th key that it has made, or the N-th time that it made none, 0: each, is
 *                                   answered with CKR and no key
 *   unwrap-leaves MECHANISM         leaves a copy that stays and can be read, with the label of the key
 *
 *   no-extractable - CKR  C_GenerateKeyPair, C_UnwrapKey and C_CreateObject make no private key that is EXTRACTABLE
 *   leaves LABEL [1|2]    C_UnwrapKey (of all but AES keys that OAEP brings), and C_GenerateKey and C_GenerateKeyPair of
 *                         what stays, leave a copy that stays, with that label; 1: C_UnwrapKey alone, of an RSA key, in
 *                         the next slot, where everybody can read it; 2: with the id of the private key that has that
 *                         label already
 *
 *   half-pair - CKR       C_GenerateKeyPair makes the private key, and answers CKR
 *
 * and what C_GenerateKeyPair does, with CKR_OK:
 *
 *   pair-as - MASK        the private key with other attributes than asked for, as above
 *   key-as - MASK         the same of C_GenerateKey, for a key that stays; with the subject all, for each key
 *   loosens - MASK        what must be refused for a key that was made with other attributes is done: 1 C_SetAttributeValue
 *                         of EXTRACTABLE and SENSITIVE, 2 C_CopyObject; 4 of these attributes, nothing is changed back
 *   public-other LABEL    C_CreateObject of a public key that stays makes one with the numbers of that pair
 *   exponent-3 -          the pair has the public exponent 3
 *   other-bits - BITS     the pair has a modulus of that length
 *   names LABEL           makes nothing, and names the pair with that label; C_GenerateKey the AES key
 *   constant-private -    the private key is the one of a pair that was made before, the public one is new;
 *                         1: and the private one tells the modulus of the public one
 *   copy-pair LABEL       both are copies of the pair with that label, and copy-private the private one alone
 *
 *   rename-destroyed -    C_DestroyObject of a private key that stays gives it another label and id instead
 *   token-serial SERIAL 0 N, token-label LABEL 0 N  from its N-th call on, C_GetTokenInfo answers this
 *
 * and what a vendor's module refuses, by its documents; CLASS is 2 for public, 3 for private and 4 for secret keys, 0 for any:
 *
 *   no-object C_NAME CKR CLASS          C_NAME makes no object of that class
 *   no-true, no-false ATTRIBUTE CKR CLASS  a template with this value for an object of that class is refused
 *   no-attribute ATTRIBUTE CKR CLASS    the same for any value
 *   no-longer ATTRIBUTE CKR LENGTH      the same for a longer value
 *   no-set ATTRIBUTE CKR                C_SetAttributeValue changes it never
 *   no-wrap MECHANISM CKR CLASS         C_WrapKey does not wrap an object of that class; MECHANISM 0x0: by no mechanism
 *   no-unwrap MECHANISM CKR CLASS       C_UnwrapKey makes no object of that class
 *   full - CKR N                        nothing is stored once the token holds N objects
 *   no-login -                          C_GetTokenInfo answers no CKF_LOGIN_REQUIRED
 *   logout - 0 N                        somebody else logs out of all tokens before the N-th call
 *   lost-sessions -                     all sessions are gone at the next call, once: the module was idle for too long
 *
 *   keyless-token -       no key stays: each is a session object, and says so
 *   keyless-public -      no public key that C_CreateObject makes stays
 *   tell-length ATTRIBUTE C_GetAttributeValue tells a length of this attribute for every key, as CKR_OK, and never its value
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long ULONG;
typedef ULONG CK_RV;

/* PKCS#11 v2.40, as little as is needed; structures are not packed on Unix. */
typedef struct {
    ULONG type;
    void *value;
    ULONG length;
} ATTRIBUTE;

typedef struct {
    ULONG type;
    void *parameter;
    ULONG parameterLength;
} MECHANISM;

typedef struct {
    ULONG hash, mgf, source;
    void *label;
    ULONG labelLength;
} OAEP;

typedef struct {
    ULONG aesBits;
    OAEP *oaep;
} RSA_AES;

typedef struct {
    ULONG minimum, maximum, flags;
} MECHANISM_INFO;

enum { OK = 0, GENERAL_ERROR = 5, ATTRIBUTE_SENSITIVE = 0x11, ATTRIBUTE_TYPE_INVALID = 0x12,
       MECHANISM_INVALID = 0x70, PARAM_INVALID = 0x71,
       SESSION_COUNT = 0xb1, WRAPPED_KEY_LEN_RANGE = 0x112, BUFFER_TOO_SMALL = 0x150 };
enum { RSA_OAEP = 9, RSA_AES_KEY_WRAP = 0x1054, AES_KEY_GEN = 0x1080, KEY_WRAP_PAD = 0x210a };
enum { KEY_TYPE = 0x100, AES = 0x1f };
enum { SHA1 = 0x220, MGF1_SHA1 = 1, FLAG_WRAP = 0x20000 };
enum { SERIAL_SESSION = 4 };
enum { MAX_SESSIONS_OF_TOKEN_INFO = 104, MAX_RW_SESSIONS_OF_TOKEN_INFO = 120 };
enum { MAKER_OF_INFO = 2, MAKER_BYTES = 32 };
enum { MAKER_OF_TOKEN_INFO = 32, MAKER_AND_MODEL_BYTES = 48, SERIAL_OF_TOKEN_INFO = 80, SERIAL_BYTES = 16,
       TOKEN_LABEL_BYTES = 32 };
enum { FLAGS_OF_TOKEN_INFO = 96, LOGIN_REQUIRED = 4, PIN_PAD = 0x100, LABEL = 3, CLASS = 0, PUBLIC_KEY = 2, PRIVATE_KEY = 3, SECRET_KEY = 4 };
enum { CAPACITY = 16384, MAX_SECRET = 256, CLOBBERED_BY_FREE = 16, MAX_RULES = 32, MAX_MECHANISMS = 512,
       MAX_ATTRIBUTES = 32, MAX_SLOTS = 1009, MAX_SESSIONS = 4096, MAX_AES = 4096, AES_BYTES = 32,
       MAX_CLAIMS = 64 };
enum { TOKEN = 1, VALUE = 0x11, VALUE_LEN = 0x161, ID = 0x102, MODULUS = 0x120, MODULUS_BITS = 0x121,
       PUBLIC_EXPONENT = 0x122, SENSITIVE = 0x103, LOCAL = 0x163, EXTRACTABLE = 0x162 };
enum { AS_SESSION_OBJECT = 1, AS_EXTRACTABLE = 2, AS_READABLE = 4, AS_NOT_WRAPPED = 8,
       AS_NOT_SHOWN = 16, KEY_UNEXTRACTABLE = 0x6a };
/* The numbers of a private RSA key, from its modulus to its coefficient. */
enum { PARTS = 8, PART_BYTES = 512 };

/* Every function of the table in its order (CK_FUNCTION_LIST), and how many arguments it takes. */
#define FUNCTIONS(X)                                                                               \
    X(1, C_Initialize) X(1, C_Finalize) X(1, C_GetInfo) X(1, C_GetFunctionList)                    \
    X(3, C_GetSlotList) X(2, C_GetSlotInfo) X(2, C_GetTokenInfo) X(3, C_GetMechanismList)          \
    X(3, C_GetMechanismInfo) X(4, C_InitToken) X(3, C_InitPIN) X(5, C_SetPIN) X(5, C_OpenSession)  \
    X(1, C_CloseSession) X(1, C_CloseAllSessions) X(2, C_GetSessionInfo) X(3, C_GetOperationState) \
    X(5, C_SetOperationState) X(4, C_Login) X(1, C_Logout) X(4, C_CreateObject) X(5, C_CopyObject) \
    X(2, C_DestroyObject) X(3, C_GetObjectSize) X(4, C_GetAttributeValue)                          \
    X(4, C_SetAttributeValue) X(3, C_FindObjectsInit) X(4, C_FindObjects) X(1, C_FindObjectsFinal) \
    X(3, C_EncryptInit) X(5, C_Encrypt) X(5, C_EncryptUpdate) X(3, C_EncryptFinal)                 \
    X(3, C_DecryptInit) X(5, C_Decrypt) X(5, C_DecryptUpdate) X(3, C_DecryptFinal)                 \
    X(2, C_DigestInit) X(5, C_Digest) X(3, C_DigestUpdate) X(2, C_DigestKey) X(3, C_DigestFinal)   \
    X(3, C_SignInit) X(5, C_Sign) X(3, C_SignUpdate) X(3, C_SignFinal) X(3, C_SignRecoverInit)     \
    X(5, C_SignRecover) X(3, C_VerifyInit) X(5, C_Verify) X(3, C_VerifyUpdate) X(3, C_VerifyFinal) \
    X(3, C_VerifyRecoverInit) X(5, C_VerifyRecover) X(5, C_DigestEncryptUpdate)                    \
    X(5, C_DecryptDigestUpdate) X(5, C_SignEncryptUpdate) X(5, C_DecryptVerifyUpdate)              \
    X(5, C_GenerateKey) X(8, C_GenerateKeyPair) X(6, C_WrapKey) X(8, C_UnwrapKey) X(6, C_DeriveKey) \
    X(3, C_SeedRandom) X(3, C_GenerateRandom) X(1, C_GetFunctionStatus) X(1, C_CancelFunction)     \
    X(3, C_WaitForSlotEvent)

#define INDEX(n, name) I_##name,
enum { FUNCTIONS(INDEX) COUNT };

#define NAME(n, name) #name,
static const char *const names[] = {FUNCTIONS(NAME)};

/* Every argument is as wide as a register, and passed on as it came. */
#define TYPES1 ULONG
#define TYPES2 TYPES1, ULONG
#define TYPES3 TYPES2, ULONG
#define TYPES4 TYPES3, ULONG
#define TYPES5 TYPES4, ULONG
#define TYPES6 TYPES5, ULONG
#define TYPES8 TYPES6, ULONG, ULONG
#define DECLARED1 ULONG a
#define DECLARED2 DECLARED1, ULONG b
#define DECLARED3 DECLARED2, ULONG c
#define DECLARED4 DECLARED3, ULONG d
#define DECLARED5 DECLARED4, ULONG e
#define DECLARED6 DECLARED5, ULONG f
#define DECLARED8 DECLARED6, ULONG g, ULONG h
#define GIVEN1 a
#define GIVEN2 GIVEN1, b
#define GIVEN3 GIVEN2, c
#define GIVEN4 GIVEN3, d
#define GIVEN5 GIVEN4, e
#define GIVEN6 GIVEN5, f
#define GIVEN8 GIVEN6, g, h
#define LAST1 a
#define LAST2 b
#define LAST3 c
#define LAST4 d
#define LAST5 e
#define LAST6 f
#define LAST8 h

typedef struct {
    unsigned char version[2];
#define MEMBER(n, name) CK_RV (*name)(TYPES##n);
    FUNCTIONS(MEMBER)
} TABLE;

typedef struct {
    char verb[24], subject[32];
    ULONG value, nth, uses;
} RULE;

static TABLE *real;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char self[4096];
static char control[4096];
static ULONG calls[COUNT];
static ULONG openSessions[MAX_SLOTS];
static RULE rules[MAX_RULES];
static int ruleCount;
static ULONG keptAes[2];
static ULONG aesMade, askedAes = AES_BYTES;
static unsigned char madeAes[MAX_AES][AES_BYTES];
static ULONG lastResident[MAX_SESSIONS], lastAes[MAX_SESSIONS];
static ULONG isLate;
static unsigned char sealedPlain[CAPACITY];
static ULONG sealedLength;
static ULONG lastPrivate;
static ULONG keptBits;
static unsigned char keptPart[PARTS][PART_BYTES];
static ATTRIBUTE keptPair[PARTS];
/* What C_GetAttributeValue tells of keys that were made with other attributes than asked for. */
typedef struct {
    ULONG handle, mask;
    unsigned char flags[3];
} CLAIM;

/* A private key of an old pair, and the new public one whose modulus it tells. */
static ULONG oldPrivate, newPublic;

static CLAIM claims[MAX_CLAIMS];
static int claimCount;
static const volatile unsigned char *secretAt;
static unsigned char secret[MAX_SECRET];
static ULONG secretLength;
static int secretOf;
static volatile int stuck;
static volatile int sessionsLost;

static void pathBeside(char *path, size_t size, const char *suffix) {
    snprintf(path, size, "%s%s", self, suffix);
}

/* Reads the rules; calls are counted anew when they have changed. */
static void readControl(void) {
    char path[sizeof self + 16], text[sizeof control] = "";
    pathBeside(path, sizeof path, ".control");
    FILE *file = fopen(path, "r");
    if (file != NULL) {
        text[fread(text, 1, sizeof text - 1, file)] = '\0';
        fclose(file);
    }
    if (strcmp(text, control) == 0) {
        return;
    }
    strcpy(control, text);
    memset(calls, 0, sizeof calls);
    aesMade = isLate = 0;
    sessionsLost = 0;
    ruleCount = 0;
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        RULE rule = {.nth = 0};
        if (ruleCount < MAX_RULES
            && sscanf(line, "%23s %31s %lx %lu", rule.verb, rule.subject, &rule.value, &rule.nth)
                   >= 2) {
            rules[ruleCount++] = rule;
        }
    }
}

/* The first rule with this verb and, unless that is NULL, this subject. */
static int ruleFor(const char *verb, const char *subject, RULE *found) {
    int is = 0;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < ruleCount && !is; i++) {
        if (strcmp(rules[i].verb, verb) == 0
            && (subject == NULL || strcmp(rules[i].subject, subject) == 0)) {
            *found = rules[i];
            is = 1;
        }
    }
    pthread_mutex_unlock(&lock);
    return is;
}

static int ruleOf(const char *verb, ULONG number, RULE *found) {
    char subject[32];
    snprintf(subject, sizeof subject, "0x%lx", number);
    return ruleFor(verb, subject, found);
}

static int is(const char *verb, ULONG number) {
    RULE ignored;
    return ruleOf(verb, number, &ignored);
}

/* Tells whether a lie is told this time. */
static int lies(const char *verb, ULONG mechanism, RULE *found) {
    char subject[32];
    int told = 0;
    snprintf(subject, sizeof subject, "0x%lx", mechanism);
    pthread_mutex_lock(&lock);
    for (int i = 0; i < ruleCount; i++) {
        if (strcmp(rules[i].verb, verb) == 0 && strcmp(rules[i].subject, subject) == 0) {
            told = ++rules[i].uses >= rules[i].nth;
            *found = rules[i];
        }
    }
    pthread_mutex_unlock(&lock);
    return told;
}

static int isLie(const char *verb, ULONG mechanism) {
    RULE ignored;
    return lies(verb, mechanism, &ignored);
}

static void logLine(const char *line) {
    char path[sizeof self + 16];
    pathBeside(path, sizeof path, ".log");
    FILE *file = fopen(path, "a");
    if (file != NULL) {
        fprintf(file, "%s\n", line);
        fclose(file);
    }
}

/* Looks where a secret was. The caller may have freed that memory, which spoils its first bytes alone. */
static void lookForSecret(void) {
    if (secretAt != NULL) {
        char line[64];
        int left = 0;
        for (ULONG i = CLOBBERED_BY_FREE; i < secretLength; i++) {
            left += secretAt[i] == secret[i];
        }
        secretAt = NULL;
        snprintf(line, sizeof line, "secret %s %d", names[secretOf], left);
        logLine(line);
    }
}

static void keepSecret(int function, ULONG at, ULONG length) {
    RULE ignored;
    if (at != 0 && length <= MAX_SECRET && ruleFor("secrets", NULL, &ignored)) {
        memcpy(secret, (const void *)at, length);
        secretAt = (const unsigned char *)at;
        secretLength = length;
        secretOf = function;
    }
}

static void endAsAsked(const char *verb) {
    if (strcmp(verb, "fork") == 0) {
        fork();
    } else if (strcmp(verb, "kill") == 0) {
        raise(SIGKILL);
    } else if (strcmp(verb, "exit") == 0) {
        exit(0);
    } else if (strcmp(verb, "crash") == 0) {
        volatile int *nowhere = NULL;
        *nowhere = 0;
    }
    if (strcmp(verb, "hang") == 0) {
        __sync_fetch_and_or(&stuck, 1);
        pthread_mutex_unlock(&lock);
        while (1) {
            pause();
        }
    }
}

/* Waits while the rule is there, and holds nothing that other calls need. */
static void blockAsAsked(const char *function) {
    RULE ignored;
    while (ruleFor("block", function, &ignored)) {
        __sync_fetch_and_or(&stuck, 1);
        usleep(2000);
        pthread_mutex_lock(&lock);
        readControl();
        pthread_mutex_unlock(&lock);
    }
}

__attribute__((destructor)) static void waitAtExit(void) {
    for (int i = 0; i < ruleCount; i++) {
        while (strcmp(rules[i].verb, "wait-at-exit") == 0 && stuck) {
            pause();
        }
    }
}

/* Ends all sessions, as a module does that was idle for too long; before C_Initialize there are none. */
static void loseSessions(void) {
    RULE ignored;
    ULONG slots[MAX_SLOTS], count = MAX_SLOTS;
    if (sessionsLost || !ruleFor("lost-sessions", NULL, &ignored)
        || real->C_GetSlotList(1, (ULONG)slots, (ULONG)&count) != OK) {
        return;
    }
    sessionsLost = 1;
    for (ULONG i = 0; i < count; i++) {
        real->C_CloseAllSessions(slots[i]);
    }
}

/* Logs out of all tokens: the login is the process's, whichever session that is done in. */
static void logOut(void) {
    ULONG slots[MAX_SLOTS], count = MAX_SLOTS, session;
    if (real->C_GetSlotList(1, (ULONG)slots, (ULONG)&count) != OK) {
        return;
    }
    for (ULONG i = 0; i < count; i++) {
        if (real->C_OpenSession(slots[i], SERIAL_SESSION, 0, 0, (ULONG)&session) == OK) {
            real->C_Logout(session);
            real->C_CloseSession(session);
        }
    }
}

/* What every call begins with: counted, logged, and failed where that was asked for. */
static CK_RV enter(int function) {
    CK_RV answer = OK;
    pthread_mutex_lock(&lock);
    readControl();
    lookForSecret();
    ULONG call = ++calls[function], all = 0;
    for (int i = 0; i < COUNT; i++) {
        all += calls[i];
    }
    for (int i = 0; i < ruleCount; i++) {
        if (strcmp(rules[i].verb, "log") == 0) {
            logLine(names[function]);
        } else if (strcmp(rules[i].verb, "fail") == 0
                   && strcmp(rules[i].subject, names[function]) == 0
                   && (rules[i].nth == 0 || rules[i].nth == call)) {
            answer = rules[i].value;
        } else if (strcmp(rules[i].verb, "logout") == 0 && rules[i].nth == all) {
            logOut();
        } else if (strcmp(rules[i].subject, names[function]) == 0 && rules[i].nth == call) {
            endAsAsked(rules[i].verb);
        }
    }
    RULE delay = {.nth = 0};
    for (int i = 0; i < ruleCount; i++) {
        if (strcmp(rules[i].verb, "delay") == 0) {
            delay = rules[i];
        }
    }
    pthread_mutex_unlock(&lock);
    loseSessions();
    blockAsAsked(names[function]);
    if (delay.value != 0) {
        usleep((useconds_t)delay.value);
    }
    return answer;
}

/* The same for a function whose last argument receives a length. */
static CK_RV begin(int function, ULONG last) {
    CK_RV answer = enter(function);
    RULE length;
    if (answer == BUFFER_TOO_SMALL && ruleFor("length", names[function], &length)) {
        *(ULONG *)last = length.value;
    }
    return answer;
}

/* The length that a function claims, whatever it gave. */
static CK_RV end(int function, ULONG last, CK_RV answer) {
    RULE claim;
    if (answer == OK && ruleFor("claim", names[function], &claim)) {
        *(ULONG *)last = claim.value;
    }
    return answer;
}

static int isNoop(int function) {
    RULE ignored;
    return ruleFor("noop", names[function], &ignored);
}

#define PASS(n, name)                                                                              \
    static CK_RV pass_##name(DECLARED##n) {                                                        \
        CK_RV answer = begin(I_##name, LAST##n);                                                   \
        if (answer == OK && !isNoop(I_##name)) {                                                   \
            answer = real->name(GIVEN##n);                                                         \
        }                                                                                          \
        return end(I_##name, LAST##n, answer);                                                     \
    }
FUNCTIONS(PASS)

/* What was made is gone: after the next C_Initialize all but the kept pair is as in a new process. */
static CK_RV finalize(ULONG reserved) {
    CK_RV answer = pass_C_Finalize(reserved);
    if (answer == OK) {
        memset(openSessions, 0, sizeof openSessions);
        memset(keptAes, 0, sizeof keptAes);
        aesMade = isLate = lastPrivate = 0;
        claimCount = 0;
        oldPrivate = newPublic = 0;
    }
    return answer;
}

static CK_RV openSession(DECLARED5) {
    CK_RV answer = enter(I_C_OpenSession);
    RULE limit;
    if (answer == OK && ruleFor("sessions", NULL, &limit)
        && __sync_add_and_fetch(&openSessions[a % MAX_SLOTS], 1) > limit.value) {
        answer = SESSION_COUNT;
        __sync_fetch_and_sub(&openSessions[a % MAX_SLOTS], 1);
    }
    return answer == OK ? real->C_OpenSession(GIVEN5) : answer;
}

static CK_RV closeSession(ULONG session) {
    CK_RV answer = enter(I_C_CloseSession);
    ULONG info[4] = {0}; /* CK_SESSION_INFO begins with the slot. */
    RULE ignored;
    if (answer == OK && ruleFor("sessions", NULL, &ignored)
        && real->C_GetSessionInfo(session, (ULONG)info) == OK) {
        __sync_fetch_and_sub(&openSessions[info[0] % MAX_SLOTS], 1);
    }
    return answer == OK ? real->C_CloseSession(session) : answer;
}

/* Counts the searches for a label that are not to find it at first. */
static int isOverlooked(const ATTRIBUTE *asked, ULONG count) {
    static ULONG searches;
    RULE rule;
    if (!ruleFor("overlook", NULL, &rule)) {
        searches = 0;
        return 0;
    }
    for (ULONG i = 0; i < count; i++) {
        if (asked[i].type == LABEL && asked[i].length == strlen(rule.subject)
            && memcmp(asked[i].value, rule.subject, asked[i].length) == 0) {
            searches++;
            return searches >= rule.value && searches <= (ULONG)rule.nth;
        }
    }
    return 0;
}

/* The search that was asked for, for another label. */
static CK_RV findObjectsInit(ULONG session, ULONG template, ULONG count) {
    CK_RV answer = enter(I_C_FindObjectsInit);
    RULE other;
    ATTRIBUTE asked[MAX_ATTRIBUTES];
    if (answer == OK && isOverlooked((const ATTRIBUTE *)template, count)) {
        ATTRIBUTE nothing = {LABEL, "no such object", 14};
        return real->C_FindObjectsInit(session, (ULONG)&nothing, 1);
    }
    if (answer != OK || !ruleFor("find-other", NULL, &other) || count > MAX_ATTRIBUTES) {
        return answer == OK ? real->C_FindObjectsInit(session, template, count) : answer;
    }
    memcpy(asked, (const void *)template, count * sizeof *asked);
    for (ULONG i = 0; i < count; i++) {
        if (asked[i].type == LABEL || asked[i].type == ID) {
            asked[i] = (ATTRIBUTE){LABEL, other.subject, strlen(other.subject)};
        }
    }
    return real->C_FindObjectsInit(session, (ULONG)asked, count);
}

static CK_RV findObjects(ULONG session, ULONG list, ULONG max, ULONG count) {
    CK_RV answer = begin(I_C_FindObjects, count);
    static ULONG last = 1;
    RULE endless;
    if (answer != OK || !ruleFor("endless", NULL, &endless)) {
        answer = answer == OK ? real->C_FindObjects(session, list, max, count) : answer;
        return end(I_C_FindObjects, count, answer);
    }
    for (ULONG i = 0; i < max; i++) {
        last += endless.value;
        ((ULONG *)list)[i] = last;
    }
    *(ULONG *)count = max;
    return OK;
}

static CK_RV login(DECLARED4) {
    CK_RV answer = enter(I_C_Login);
    RULE pad;
    keepSecret(I_C_Login, c, d);
    if (c == 0 && ruleFor("pinpad", NULL, &pad)) {
        c = (ULONG)pad.subject;
        d = strlen(pad.subject);
    }
    return answer == OK ? real->C_Login(a, b, c, d) : answer;
}

static CK_RV initToken(DECLARED4) {
    CK_RV answer = enter(I_C_InitToken);
    keepSecret(I_C_InitToken, b, c);
    return answer == OK ? real->C_InitToken(a, b, c, d) : answer;
}

static CK_RV initPin(DECLARED3) {
    CK_RV answer = enter(I_C_InitPIN);
    keepSecret(I_C_InitPIN, b, c);
    return answer == OK ? real->C_InitPIN(a, b, c) : answer;
}

/* What a module answers that lets no private key out, as one in FIPS mode. */
static CK_RV noExtractable(const ATTRIBUTE *template, ULONG count, int isPrivate) {
    int leaves = 0;
    RULE rule;
    for (ULONG i = 0; i < count; i++) {
        isPrivate |= template[i].type == CLASS && *(const ULONG *)template[i].value == PRIVATE_KEY;
        leaves |= template[i].type == EXTRACTABLE && *(const unsigned char *)template[i].value;
    }
    return isPrivate && leaves && ruleFor("no-extractable", NULL, &rule) ? rule.value : OK;
}

static ULONG labelled(ULONG session, ULONG class, const char *label);

/* The public key that was asked for, with the numbers of the one with that label. */
static CK_RV createOther(DECLARED4, const char *label) {
    static unsigned char modulus[PART_BYTES];
    ATTRIBUTE template[MAX_ATTRIBUTES], number = {MODULUS, modulus, sizeof modulus};
    memcpy(template, (const void *)b, c * sizeof *template);
    real->C_GetAttributeValue(a, labelled(a, PUBLIC_KEY, label), (ULONG)&number, 1);
    for (ULONG i = 0; i < c; i++) {
        if (template[i].type == MODULUS) {
            template[i] = number;
        }
    }
    return real->C_CreateObject(a, (ULONG)template, c, d);
}

/* Whether a rule of this verb is of this subject and of this class. */
static int forbids(const RULE *rule, const char *verb, const char *subject, ULONG class) {
    return strcmp(rule->verb, verb) == 0 && strcmp(rule->subject, subject) == 0
           && (rule->nth == 0 || rule->nth == class);
}

static CK_RV attributeRefused(const RULE *rule, const ATTRIBUTE *given, ULONG class) {
    char subject[32];
    snprintf(subject, sizeof subject, "0x%lx", given->type);
    int isFlag = given->length == 1 && given->value != NULL;
    int isTrue = isFlag && *(const unsigned char *)given->value != 0;
    int refused = forbids(rule, "no-attribute", subject, class)
                  || (isTrue && forbids(rule, "no-true", subject, class))
                  || (isFlag && !isTrue && forbids(rule, "no-false", subject, class))
                  || (strcmp(rule->verb, "no-longer") == 0 && strcmp(rule->subject, subject) == 0
                      && given->length > rule->nth);
    return refused ? rule->value : OK;
}

static ULONG stored(ULONG session) {
    ULONG found[64], count = 0, all = 0;
    unsigned char yes = 1;
    ATTRIBUTE stays = {TOKEN, &yes, 1};
    real->C_FindObjectsInit(session, (ULONG)&stays, 1);
    while (real->C_FindObjects(session, (ULONG)found, 64, (ULONG)&count) == OK && count > 0) {
        all += count;
    }
    real->C_FindObjectsFinal(session);
    return all;
}

static int staysAfter(const ATTRIBUTE *template, ULONG count);

static ULONG classIn(const ATTRIBUTE *template, ULONG count) {
    ULONG class = 0;
    for (ULONG i = 0; i < count; i++) {
        if (template[i].type == CLASS && template[i].length == sizeof class) {
            class = *(const ULONG *)template[i].value;
        }
    }
    return class;
}

/* What a vendor's module answers to a template that its documents rule out. */
static CK_RV templateRefused(int function, ULONG session, ULONG asTemplate, ULONG count, ULONG class) {
    const ATTRIBUTE *template = (const ATTRIBUTE *)asTemplate;
    CK_RV answer = OK;
    RULE full;
    class = class == 0 ? classIn(template, count) : class;
    pthread_mutex_lock(&lock);
    for (int r = 0; r < ruleCount && answer == OK; r++) {
        if (forbids(&rules[r], "no-object", names[function], class)) {
            answer = rules[r].value;
        }
        for (ULONG i = 0; i < count && answer == OK; i++) {
            answer = attributeRefused(&rules[r], &template[i], class);
        }
    }
    pthread_mutex_unlock(&lock);
    if (answer == OK && staysAfter(template, count) && ruleFor("full", NULL, &full)
        && stored(session) >= full.nth) {
        answer = full.value;
    }
    return answer;
}

/* What it answers to the wrapping or unwrapping of an object of that class. */
static CK_RV mechanismRefused(const char *verb, ULONG mechanism, ULONG class) {
    char subject[32];
    CK_RV answer = OK;
    snprintf(subject, sizeof subject, "0x%lx", mechanism);
    pthread_mutex_lock(&lock);
    for (int r = 0; r < ruleCount && answer == OK; r++) {
        if (forbids(&rules[r], verb, subject, class) || forbids(&rules[r], verb, "0x0", class)) {
            answer = rules[r].value;
        }
    }
    pthread_mutex_unlock(&lock);
    return answer;
}

static CK_RV createObject(DECLARED4) {
    CK_RV answer = enter(I_C_CreateObject);
    if (answer == OK) {
        answer = templateRefused(I_C_CreateObject, a, b, c, 0);
    }
    int privateKey = 0, publicKey = 0, stays = 0;
    static unsigned char no = 0;
    RULE ignored;
    for (ULONG i = 0; i < c; i++) {
        ATTRIBUTE *given = &((ATTRIBUTE *)b)[i];
        if (given->type == TOKEN && ruleFor("keyless-public", NULL, &ignored)) {
            given->value = &no;
        }
        if (given->type == VALUE) {
            keepSecret(I_C_CreateObject, (ULONG)given->value, given->length);
        }
        ULONG class = given->type == CLASS && given->length == sizeof(ULONG)
                          ? *(const ULONG *)given->value : 0;
        privateKey |= class == PRIVATE_KEY;
        publicKey |= class == PUBLIC_KEY;
        stays |= given->type == TOKEN && *(const unsigned char *)given->value;
    }
    answer = answer == OK ? noExtractable((const ATTRIBUTE *)b, c, 0) : answer;
    if (answer == OK && publicKey && stays && c <= MAX_ATTRIBUTES
        && ruleFor("public-other", NULL, &ignored)) {
        return createOther(GIVEN4, ignored.subject);
    }
    if (answer == OK) {
        answer = real->C_CreateObject(a, b, c, d);
    }
    if (answer == OK && privateKey) {
        lastPrivate = *(const ULONG *)d;
    }
    return answer;
}

static CK_RV decrypt(DECLARED5) {
    CK_RV answer = begin(I_C_Decrypt, e);
    if (answer == OK) {
        answer = real->C_Decrypt(a, b, c, d, e);
    }
    if (answer == OK) {
        keepSecret(I_C_Decrypt, d, *(const ULONG *)e);
    }
    return answer;
}

static CK_RV getInfo(ULONG info) {
    CK_RV answer = enter(I_C_GetInfo);
    char *maker = (char *)(info + MAKER_OF_INFO);
    RULE rule;
    if (answer == OK) {
        answer = real->C_GetInfo(info);
    }
    if (answer == OK && ruleFor("module-maker", NULL, &rule)) {
        memset(maker, ' ', MAKER_BYTES);
        memcpy(maker, rule.subject, strlen(rule.subject));
    }
    return answer;
}

static CK_RV getTokenInfo(DECLARED2) {
    CK_RV answer = enter(I_C_GetTokenInfo);
    ULONG *flags = (ULONG *)(b + FLAGS_OF_TOKEN_INFO);
    RULE rule;
    if (answer == OK) {
        answer = real->C_GetTokenInfo(a, b);
    }
    if (answer == OK && ruleFor("token-flags", NULL, &rule)) {
        *flags |= rule.value;
    }
    if (answer == OK && ruleFor("pinpad", NULL, &rule)) {
        *flags |= PIN_PAD;
    }
    if (answer == OK && ruleFor("no-login", NULL, &rule)) {
        *flags &= ~(ULONG)LOGIN_REQUIRED;
    }
    if (answer == OK && ruleFor("tell-sessions", NULL, &rule)) {
        *(ULONG *)(b + MAX_SESSIONS_OF_TOKEN_INFO) = rule.value;
        *(ULONG *)(b + MAX_RW_SESSIONS_OF_TOKEN_INFO) = rule.value;
    }
    if (answer == OK && ruleFor("token-serial", NULL, &rule)
        && calls[I_C_GetTokenInfo] >= (ULONG)rule.nth) {
        char *serial = (char *)(b + SERIAL_OF_TOKEN_INFO);
        memset(serial, ' ', SERIAL_BYTES);
        memcpy(serial, rule.subject, strlen(rule.subject));
    }
    if (answer == OK && ruleFor("token-label", NULL, &rule)
        && calls[I_C_GetTokenInfo] >= (ULONG)rule.nth) {
        memset((char *)b, ' ', TOKEN_LABEL_BYTES);
        memcpy((char *)b, rule.subject, strlen(rule.subject));
    }
    if (answer == OK && ruleFor("maker", NULL, &rule)) {
        char *maker = (char *)(b + MAKER_OF_TOKEN_INFO);
        memset(maker, ' ', MAKER_AND_MODEL_BYTES);
        memcpy(maker, rule.subject, strlen(rule.subject));
    }
    if (answer == OK && ruleFor("zero-padded", NULL, &rule)) {
        char *text = (char *)b;
        for (int end = FLAGS_OF_TOKEN_INFO; end > 0; end--) {
            int fieldEnds = end == 32 || end == 64 || end == 80 || end == 96;
            int padded = text[end - 1] == ' ' && (fieldEnds || text[end] == 0);
            text[end - 1] = padded ? 0 : text[end - 1];
        }
    }
    return answer;
}

static CK_RV getMechanismList(ULONG slot, ULONG list, ULONG count) {
    CK_RV answer = begin(I_C_GetMechanismList, count);
    ULONG all[MAX_MECHANISMS], kept = 0, n = MAX_MECHANISMS - MAX_RULES, *room = (ULONG *)count;
    if (answer == OK) {
        answer = real->C_GetMechanismList(slot, (ULONG)all, (ULONG)&n);
    }
    if (answer != OK) {
        return answer;
    }
    for (ULONG i = 0; i < n; i++) {
        if (!is("hide", all[i])) {
            all[kept++] = all[i];
        }
    }
    pthread_mutex_lock(&lock);
    for (int i = 0; i < ruleCount; i++) {
        const char *verb = rules[i].verb;
        if (!strcmp(verb, "add") || !strcmp(verb, "map") || !strcmp(verb, "oneshot")) {
            all[kept++] = strtoul(rules[i].subject, NULL, 16);
        }
    }
    pthread_mutex_unlock(&lock);
    answer = list != 0 && *room < kept ? BUFFER_TOO_SMALL : OK;
    if (list != 0 && answer == OK) {
        memcpy((ULONG *)list, all, kept * sizeof *all);
    }
    *room = kept;
    return end(I_C_GetMechanismList, count, answer);
}

static CK_RV getMechanismInfo(ULONG slot, ULONG mechanism, ULONG info) {
    CK_RV answer = enter(I_C_GetMechanismInfo);
    if (answer != OK || is("hide", mechanism)) {
        return answer == OK ? MECHANISM_INVALID : answer;
    }
    if (is("add", mechanism) || is("map", mechanism) || is("oneshot", mechanism)) {
        *(MECHANISM_INFO *)info = (MECHANISM_INFO){0, 0, FLAG_WRAP};
        return OK;
    }
    return real->C_GetMechanismInfo(slot, mechanism, info);
}

/* TOKEN, EXTRACTABLE and SENSITIVE, in the order of the bits of a mask. */
static int claimed(ULONG type) {
    return type == TOKEN ? 0 : type == EXTRACTABLE ? 1 : type == SENSITIVE ? 2 : -1;
}

static CLAIM *claimOf(ULONG object) {
    for (int i = claimCount - 1; i >= 0; i--) {
        if (claims[i % MAX_CLAIMS].handle == object) {
            return &claims[i % MAX_CLAIMS];
        }
    }
    return NULL;
}

static void tellClaim(ULONG object, ATTRIBUTE *attribute) {
    CLAIM *claim = claimOf(object);
    int flag = claimed(attribute->type);
    if (claim != NULL && flag >= 0 && attribute->value != NULL && attribute->length == 1) {
        *(unsigned char *)attribute->value = claim->flags[flag];
    }
}

/* Changes a template as the mask says; what it said is what will be told of the key. */
static CLAIM changed(ATTRIBUTE *template, ULONG count, ULONG mask) {
    static unsigned char yes = 1, no = 0;
    CLAIM claim = {0, mask, {0, 0, 0}};
    for (ULONG i = 0; i < count; i++) {
        int flag = claimed(template[i].type);
        if (flag >= 0) {
            claim.flags[flag] = *(unsigned char *)template[i].value;
            if (mask & 1u << flag) {
                template[i].value = flag == 1 ? &yes : &no;
            }
        }
    }
    return claim;
}

static void keepClaim(CLAIM claim, ULONG handle) {
    claim.handle = handle;
    claims[claimCount++ % MAX_CLAIMS] = claim;
}

/* Whether a value is asked for of a key that shows none until it is loosened. */
static int isHidden(ULONG object, const ATTRIBUTE *asked, ULONG count) {
    CLAIM *claim = claimOf(object);
    int isValue = count > 0 && (asked->type == VALUE || (asked->type >= 0x123 && asked->type <= 0x128));
    return isValue && claim != NULL && claim->mask & AS_NOT_SHOWN;
}

/* Destroys an object that is to vanish; tells what C_GetAttributeValue then answers, else OK. */
static CK_RV vanished(ULONG session, ULONG object) {
    RULE rule;
    char label[sizeof rule.subject] = "";
    ATTRIBUTE attribute = {LABEL, label, sizeof label - 1};
    return ruleFor("vanish", NULL, &rule)
                   && real->C_GetAttributeValue(session, object, (ULONG)&attribute, 1) == OK
                   && strcmp(label, rule.subject) == 0
                   && real->C_DestroyObject(session, object) == OK
               ? rule.value
               : OK;
}

static CK_RV getAttributeValue(ULONG session, ULONG object, ULONG template, ULONG count) {
    CK_RV answer = enter(I_C_GetAttributeValue);
    if (answer == OK) {
        answer = vanished(session, object);
    }
    if (answer == OK && isHidden(object, (const ATTRIBUTE *)template, count)) {
        return ATTRIBUTE_SENSITIVE;
    }
    if (answer == OK) {
        answer = real->C_GetAttributeValue(session, object, template, count);
    }
    for (ULONG i = 0; answer == ATTRIBUTE_SENSITIVE && i < count; i++) {
        ATTRIBUTE *asked = &((ATTRIBUTE *)template)[i];
        if (asked->value == NULL && is("tell-length", asked->type)) {
            asked->length = 32;
            answer = OK;
        }
    }
    /* Some attributes may be missing or sensitive; the others are there. */
    int told = answer == OK || answer == ATTRIBUTE_SENSITIVE || answer == ATTRIBUTE_TYPE_INVALID;
    for (ULONG i = 0; told && i < count; i++) {
        ATTRIBUTE *attribute = &((ATTRIBUTE *)template)[i];
        RULE rule;
        tellClaim(object, attribute);
        if (attribute->type == MODULUS && attribute->value != NULL && object == oldPrivate) {
            real->C_GetAttributeValue(session, newPublic, (ULONG)attribute, 1);
        }
        if (attribute->value != NULL && attribute->length == 1
            && ruleOf("flag", attribute->type, &rule)) {
            *(unsigned char *)attribute->value = rule.value != 0;
        }
        if (attribute->type == VALUE_LEN && attribute->value != NULL
            && attribute->length == sizeof(ULONG) && ruleFor("aes16", NULL, &rule)
            && rule.value != 1) {
            *(ULONG *)attribute->value = askedAes;
        }
        if (ruleOf("attribute-length", attribute->type, &rule)) {
            attribute->length = rule.value;
        }
    }
    for (ULONG i = 0; told && i < count; i++) {
        ATTRIBUTE *attribute = &((ATTRIBUTE *)template)[i];
        if (is("minus-one", attribute->type)) {
            attribute->length = -1;
            return -1;
        }
    }
    return answer;
}

/* What a key was said to be made with is changed, and what it was made with shows. */
static CK_RV setAttributeValue(DECLARED4) {
    CK_RV answer = enter(I_C_SetAttributeValue);
    CLAIM *claim = claimOf(b);
    const ATTRIBUTE *given = (const ATTRIBUTE *)c;
    for (ULONG i = 0; i < d && answer == OK; i++) {
        RULE fixed;
        answer = ruleOf("no-set", given[i].type, &fixed) ? fixed.value : OK;
    }
    int flag = d == 1 ? claimed(given->type) : -1;
    RULE rule;
    if (answer == OK && claim != NULL && flag > 0 && ruleFor("loosens", NULL, &rule) && rule.value & 1) {
        int isLooser = (given->type == EXTRACTABLE) == *(const unsigned char *)given->value;
        if (isLooser || !(rule.value & 4)) {
            claim->flags[flag] = *(const unsigned char *)given->value;
        }
        claim->mask &= ~(ULONG)(AS_NOT_WRAPPED | AS_NOT_SHOWN);
        return OK;
    }
    return answer != OK || isNoop(I_C_SetAttributeValue) ? answer : real->C_SetAttributeValue(GIVEN4);
}

static CK_RV copyObject(DECLARED5) {
    CK_RV answer = enter(I_C_CopyObject);
    RULE rule;
    if (answer == OK && claimOf(b) != NULL && ruleFor("loosens", NULL, &rule) && rule.value & 2) {
        unsigned char no = 0;
        ATTRIBUTE session = {TOKEN, &no, 1};
        return real->C_CopyObject(a, b, (ULONG)&session, 1, e);
    }
    return answer == OK ? real->C_CopyObject(GIVEN5) : answer;
}

static int isResident(ULONG session, ULONG key);
static ULONG classOf(ULONG session, ULONG key);

static CK_RV destroyObject(DECLARED2) {
    CK_RV answer = enter(I_C_DestroyObject);
    RULE ignored;
    if (answer == OK && ruleFor("rename-destroyed", NULL, &ignored) && isResident(a, b)
        && classOf(a, b) == PRIVATE_KEY) {
        ATTRIBUTE name[] = {{LABEL, "gone", 4}, {ID, "gone", 4}};
        return real->C_SetAttributeValue(a, b, (ULONG)name, 2);
    }
    return answer != OK || isNoop(I_C_DestroyObject) ? answer : real->C_DestroyObject(GIVEN2);
}

static CK_RV generateAes(ULONG session, ULONG *aes) {
    unsigned char yes = 1, no = 0;
    RULE ignored;
    ULONG length = ruleFor("aes16", NULL, &ignored) ? 16 : 32;
    ATTRIBUTE template[] = {{0x161, &length, sizeof length}, /* VALUE_LEN */
                            {0x1, &no, 1},                   /* TOKEN */
                            {0x103, &yes, 1},                /* SENSITIVE */
                            {0x162, &yes, 1},                /* EXTRACTABLE */
                            {0x106, &yes, 1}};               /* WRAP */
    MECHANISM generate = {AES_KEY_GEN, NULL, 0};
    return real->C_GenerateKey(session, (ULONG)&generate, (ULONG)template, 5, (ULONG)aes);
}

/* A random value, one of those before, or one of little entropy. */
static void makeAes(ULONG session, const RULE *again, const char *weak, unsigned char *value) {
    pthread_mutex_lock(&lock);
    ULONG n = ++aesMade % MAX_AES;
    unsigned char *made = madeAes[n];
    real->C_GenerateRandom(session, (ULONG)made, AES_BYTES);
    if (again != NULL && n >= again->nth
        && (again->value == 0 || n < again->nth + again->value)) {
        memcpy(made, madeAes[strtoul(again->subject, NULL, 10)], AES_BYTES);
    }
    if (strcmp(weak, "digest") == 0) {
        MECHANISM sha256 = {0x250, NULL, 0};
        ULONG length = AES_BYTES;
        real->C_DigestInit(session, (ULONG)&sha256);
        real->C_Digest(session, (ULONG)&n, sizeof n, (ULONG)made, (ULONG)&length);
    }
    for (int i = 0; i < AES_BYTES; i++) {
        if (strcmp(weak, "null") == 0 || (strcmp(weak, "zeros") == 0 && i < AES_BYTES - 4)) {
            made[i] = 0;
        } else if (strcmp(weak, "hex") == 0) {
            made[i] = (unsigned char)"0123456789abcdef"[made[i] % 16];
        } else if (strcmp(weak, "text") == 0) {
            made[i] = (unsigned char)(' ' + made[i] % ('~' - ' ' + 1));
        } else if (strcmp(weak, "halves") == 0 && i >= AES_BYTES / 2) {
            made[i] = made[i - AES_BYTES / 2];
        } else if (strcmp(weak, "steps") == 0 && i >= 2) {
            made[i] = made[i - 1] + (made[1] - made[0]);
        } else if (strcmp(weak, "shared") == 0 && i < AES_BYTES - 4) {
            made[i] = (unsigned char)(7 * i * i + 31 * i + 5);
        }
    }
    memcpy(value, made, AES_BYTES);
    pthread_mutex_unlock(&lock);
}

/* A key that stays, made with other attributes than asked for. */
static CK_RV otherAes(DECLARED5, ULONG mask) {
    ATTRIBUTE template[MAX_ATTRIBUTES];
    memcpy(template, (const void *)c, d * sizeof *template);
    CLAIM claim = changed(template, d, mask);
    CK_RV answer = real->C_GenerateKey(a, b, (ULONG)template, d, e);
    if (answer == OK) {
        keepClaim(claim, *(ULONG *)e);
    }
    return answer;
}

static int staysAfter(const ATTRIBUTE *template, ULONG count) {
    int stays = 0;
    for (ULONG i = 0; i < count; i++) {
        stays |= template[i].type == TOKEN && *(const unsigned char *)template[i].value;
    }
    return stays;
}

/* A copy of what was made to stay, where that is asked for. */
static CK_RV leaveCopy(ULONG session, ULONG key) {
    unsigned char yes = 1;
    ULONG copy;
    RULE rule;
    if (!ruleFor("leaves", NULL, &rule) || rule.value != 0) {
        return OK;
    }
    ATTRIBUTE other[] = {{TOKEN, &yes, 1}, {LABEL, rule.subject, strlen(rule.subject)}};
    return real->C_CopyObject(session, key, (ULONG)other, 2, (ULONG)&copy);
}

/* The numbers of a private key that can be read, as an object of another slot that everybody can read. */
static void leaveElsewhere(ULONG session, ULONG key, const char *label) {
    static unsigned char numbers[PARTS][PART_BYTES];
    static const ULONG types[PARTS] = {MODULUS, PUBLIC_EXPONENT, 0x123, 0x124, 0x125, 0x126, 0x127, 0x128};
    ULONG class = PRIVATE_KEY, type = 0, slots[16], count = 16, other, made, info[4] = {0};
    unsigned char yes = 1, no = 0;
    ATTRIBUTE whole[PARTS + 6] = {{CLASS, &class, sizeof class}, {KEY_TYPE, &type, sizeof type},
                                  {TOKEN, &yes, 1}, {2, &no, 1}, /* PRIVATE */ {SENSITIVE, &no, 1},
                                  {LABEL, (void *)label, strlen(label)}};
    for (int i = 0; i < PARTS; i++) {
        whole[6 + i] = (ATTRIBUTE){types[i], numbers[i], PART_BYTES};
    }
    if (real->C_GetAttributeValue(session, key, (ULONG)&whole[6], PARTS) != OK) {
        return;
    }
    real->C_GetSessionInfo(session, (ULONG)info);
    real->C_GetSlotList(1, (ULONG)slots, (ULONG)&count);
    for (ULONG i = 0; i < count; i++) {
        if (slots[i] != info[0] && real->C_OpenSession(slots[i], 6, 0, 0, (ULONG)&other) == OK) {
            real->C_CreateObject(other, (ULONG)whole, PARTS + 6, (ULONG)&made);
            real->C_CloseSession(other);
        }
    }
}

static CK_RV generateAnyKey(DECLARED5);

static CK_RV generateKey(DECLARED5) {
    CK_RV answer = generateAnyKey(GIVEN5);
    RULE rule;
    if (answer == OK && staysAfter((const ATTRIBUTE *)c, d) && leaveCopy(a, *(ULONG *)e) != OK) {
        /* One that may not be copied is made again: the same, if constant-aes says so. */
        ATTRIBUTE template[MAX_ATTRIBUTES];
        ULONG again;
        memcpy(template, (const void *)c, d * sizeof *template);
        for (ULONG i = 0; i < d; i++) {
            if (template[i].type == LABEL && ruleFor("leaves", NULL, &rule)) {
                template[i] = (ATTRIBUTE){LABEL, rule.subject, strlen(rule.subject)};
            }
        }
        generateAnyKey(a, b, (ULONG)template, d, (ULONG)&again);
    }
    return answer;
}

/* The template that was given, with a value in place of its length; the value is one of two. */
static CK_RV generateAnyKey(DECLARED5) {
    CK_RV answer = enter(I_C_GenerateKey);
    if (answer == OK) {
        answer = templateRefused(I_C_GenerateKey, a, c, d, SECRET_KEY);
    }
    RULE as;
    if (answer == OK && d <= MAX_ATTRIBUTES && ruleFor("key-as", NULL, &as)
        && (strcmp(as.subject, "all") == 0 || staysAfter((const ATTRIBUTE *)c, d))) {
        return otherAes(GIVEN5, as.value);
    }
    RULE ignored, names;
    if (answer == OK && ruleFor("names", NULL, &names)) {
        *(ULONG *)e = labelled(a, SECRET_KEY, names.subject);
        return OK;
    }
    const MECHANISM *asked = (const MECHANISM *)b;
    int alternate = ruleFor("alternate-aes", NULL, &ignored);
    RULE short16, again, weak, constant;
    for (ULONG i = 0; i < d; i++) {
        const ATTRIBUTE *given = (const ATTRIBUTE *)c + i;
        askedAes = given->type == VALUE_LEN ? *(const ULONG *)given->value : askedAes;
    }
    int shorter = ruleFor("aes16", NULL, &short16)
                  && (short16.value <= 1 || short16.value == askedAes);
    int repeats = ruleFor("aes-again", NULL, &again), isWeak = ruleFor("weak-aes", NULL, &weak);
    if (answer != OK || asked->type != AES_KEY_GEN || d > MAX_ATTRIBUTES
        || !(alternate || shorter || repeats || isWeak
             || (ruleFor("constant-aes", NULL, &constant)
                 && (constant.value == 0 || staysAfter((const ATTRIBUTE *)c, d))))) {
        answer = answer == OK ? real->C_GenerateKey(a, b, c, d, e) : answer;
        if (answer == OK && asked->type == AES_KEY_GEN) {
            lastAes[a % MAX_SESSIONS] = *(ULONG *)e;
        }
        return answer;
    }
    unsigned char value[AES_BYTES] = "every key of this token is this";
    ULONG sixteen = 16;
    value[0] ^= alternate ? ++aesMade % 2 : 0;
    if (repeats || isWeak) {
        makeAes(a, repeats ? &again : NULL, isWeak ? weak.subject : "", value);
    }
    ATTRIBUTE template[MAX_ATTRIBUTES];
    memcpy(template, (const void *)c, d * sizeof *template);
    for (ULONG i = 0; i < d; i++) {
        if (template[i].type == VALUE_LEN) {
            template[i] = shorter ? (ATTRIBUTE){VALUE_LEN, &sixteen, sizeof sixteen}
                                  : (ATTRIBUTE){VALUE, value, askedAes};
        }
    }
    return shorter ? real->C_GenerateKey(a, b, (ULONG)template, d, e)
                   : real->C_CreateObject(a, (ULONG)template, d, e);
}

/* Makes a pair that may be read, keeps its numbers, and destroys it. */
static CK_RV keepPair(ULONG session, ULONG mechanism, ULONG bits) {
    static const ULONG types[PARTS] = {MODULUS, PUBLIC_EXPONENT, 0x123, 0x124, 0x125, 0x126, 0x127, 0x128};
    unsigned char yes = 1, no = 0, f4[] = {1, 0, 1};
    ATTRIBUTE publicKey[] = {{TOKEN, &no, 1}, {MODULUS_BITS, &bits, sizeof bits},
                             {PUBLIC_EXPONENT, f4, sizeof f4}};
    ATTRIBUTE privateKey[] = {{TOKEN, &no, 1}, {SENSITIVE, &no, 1}, {EXTRACTABLE, &yes, 1}};
    ULONG made[2];
    CK_RV answer = real->C_GenerateKeyPair(session, mechanism, (ULONG)publicKey, 3, (ULONG)privateKey,
                                           3, (ULONG)&made[0], (ULONG)&made[1]);
    if (answer != OK) {
        return answer;
    }
    for (int i = 0; i < PARTS; i++) {
        keptPair[i] = (ATTRIBUTE){types[i], keptPart[i], PART_BYTES};
    }
    answer = real->C_GetAttributeValue(session, made[1], (ULONG)keptPair, PARTS);
    keptBits = answer == OK ? bits : 0;
    real->C_DestroyObject(session, made[0]);
    real->C_DestroyObject(session, made[1]);
    return answer;
}

/* The template that was given, with the first numbers of the kept pair that it does not have. */
static CK_RV createFromKept(ULONG session, ULONG numbers, ULONG template, ULONG count, ULONG key) {
    ATTRIBUTE whole[PARTS + MAX_ATTRIBUTES];
    memcpy(whole, keptPair, numbers * sizeof *whole);
    for (ULONG i = 0; i < count; i++) {
        ATTRIBUTE given = ((ATTRIBUTE *)template)[i];
        if (given.type != MODULUS_BITS) {
            whole[numbers++] = given;
        }
    }
    return real->C_CreateObject(session, (ULONG)whole, numbers, key);
}

static ULONG labelled(ULONG session, ULONG class, const char *label);
static CK_RV copyKey(ULONG session, ULONG other, ATTRIBUTE *template, ULONG count, ULONG key);

/* The private key, and with it the public one, is a copy of another. */
static CK_RV copiedPair(DECLARED8, const char *label, int both) {
    ULONG publicKey = both ? labelled(a, 2, label) : 0;
    CK_RV answer = both ? copyKey(a, publicKey, (ATTRIBUTE *)c, d, g) : real->C_GenerateKeyPair(GIVEN8);
    if (answer == OK && !both) {
        real->C_DestroyObject(a, *(ULONG *)h);
    }
    return answer == OK ? copyKey(a, labelled(a, PRIVATE_KEY, label), (ATTRIBUTE *)e, f, h) : answer;
}

/* The pair that was asked for, made in another way. */
static CK_RV otherPair(DECLARED8) {
    RULE rule;
    ATTRIBUTE publicKey[MAX_ATTRIBUTES], privateKey[MAX_ATTRIBUTES];
    unsigned char three = 3, no = 0;
    if (ruleFor("names", NULL, &rule)) {
        *(ULONG *)g = labelled(a, PUBLIC_KEY, rule.subject);
        *(ULONG *)h = labelled(a, PRIVATE_KEY, rule.subject);
        return OK;
    }
    if (ruleFor("copy-pair", NULL, &rule)) {
        return copiedPair(GIVEN8, rule.subject, 1);
    }
    if (ruleFor("copy-private", NULL, &rule)) {
        return copiedPair(GIVEN8, rule.subject, 0);
    }
    memcpy(publicKey, (void *)c, d * sizeof *publicKey);
    memcpy(privateKey, (void *)e, f * sizeof *privateKey);
    int keyless = ruleFor("keyless-token", NULL, &rule), short3 = ruleFor("exponent-3", NULL, &rule);
    int otherBits = ruleFor("other-bits", NULL, &rule);
    for (ULONG i = 0; i < d; i++) {
        if (publicKey[i].type == MODULUS_BITS && otherBits) {
            publicKey[i].value = &rule.value;
        }
        if (publicKey[i].type == PUBLIC_EXPONENT && short3) {
            publicKey[i] = (ATTRIBUTE){PUBLIC_EXPONENT, &three, 1};
        } else if (publicKey[i].type == TOKEN && keyless) {
            publicKey[i].value = &no;
        }
    }
    for (ULONG i = 0; i < f && keyless; i++) {
        if (privateKey[i].type == TOKEN) {
            privateKey[i].value = &no;
        }
    }
    RULE as;
    int loose = ruleFor("pair-as", NULL, &as);
    CLAIM claim = changed(privateKey, f, loose ? as.value : 0);
    CK_RV answer = real->C_GenerateKeyPair(a, b, (ULONG)publicKey, d, (ULONG)privateKey, f, g, h);
    if (answer == OK && loose) {
        keepClaim(claim, *(ULONG *)h);
    }
    if (answer == OK && staysAfter(privateKey, f)) {
        leaveCopy(a, *(ULONG *)h);
    }
    return answer;
}

static CK_RV generateKeyPair(DECLARED8) {
    CK_RV answer = enter(I_C_GenerateKeyPair);
    if (answer == OK) {
        answer = templateRefused(I_C_GenerateKeyPair, a, c, d, PUBLIC_KEY);
    }
    if (answer == OK) {
        answer = templateRefused(I_C_GenerateKeyPair, a, e, f, PRIVATE_KEY);
    }
    RULE ignored, half;
    if (answer == OK && ruleFor("half-pair", NULL, &half)) {
        answer = real->C_GenerateKeyPair(GIVEN8);
        real->C_DestroyObject(a, *(ULONG *)g);
        return answer == OK ? half.value : answer;
    }
    answer = answer == OK ? noExtractable((const ATTRIBUTE *)e, f, 1) : answer;
    int constantPrivate = ruleFor("constant-private", NULL, &ignored);
    if (answer == OK && d <= MAX_ATTRIBUTES && f <= MAX_ATTRIBUTES && !constantPrivate
        && !ruleFor("constant-pair", NULL, &ignored)) {
        return otherPair(GIVEN8);
    }
    if (answer != OK || d > MAX_ATTRIBUTES || f > MAX_ATTRIBUTES) {
        return answer == OK ? real->C_GenerateKeyPair(GIVEN8) : answer;
    }
    ULONG bits = 0;
    for (ULONG i = 0; i < d; i++) {
        const ATTRIBUTE *given = &((const ATTRIBUTE *)c)[i];
        bits = given->type == MODULUS_BITS ? *(const ULONG *)given->value : bits;
    }
    answer = bits == keptBits ? OK : keepPair(a, b, bits);
    if (answer == OK && constantPrivate) {
        answer = real->C_GenerateKeyPair(GIVEN8);
        real->C_DestroyObject(a, *(ULONG *)h);
    } else if (answer == OK) {
        answer = createFromKept(a, 1, c, d, g);
    }
    if (answer == OK) {
        answer = createFromKept(a, PARTS, e, f, h);
    }
    if (answer == OK && ruleFor("constant-private", NULL, &ignored) && ignored.value == 1) {
        oldPrivate = *(ULONG *)h;
        newPublic = *(ULONG *)g;
    }
    return answer;
}

static void lie(ULONG mechanism, unsigned char *out, ULONG *length) {
    if (isLie("flip-first", mechanism)) {
        out[0] ^= 1;
    }
    if (isLie("flip-last", mechanism)) {
        out[*length - 1] ^= 1;
    }
    if (isLie("zeros", mechanism)) {
        memset(out, 0, *length);
    }
    if (isLie("extend", mechanism)) {
        memset(out + *length, 0, 8);
        *length += 8;
    }
    if (isLie("truncate", mechanism)) {
        *length -= 8;
    }
    if (isLie("empty", mechanism)) {
        *length = 0;
    }
}

static ULONG named(ULONG session, const char *label);

/* The key with the label "other", or "other-ec" or "other-aes", of the kind of this one; for
   another kind, the private key "other". */
static ULONG otherKey(ULONG session, ULONG key) {
    static char *const labels[] = {"other", "other-ec", "other-aes"};
    ULONG class = 0, type = 0, found = 0, count = 0;
    ATTRIBUTE template[] = {{CLASS, &class, sizeof class}, {KEY_TYPE, &type, sizeof type},
                            {LABEL, NULL, 0}};
    CK_RV answer = real->C_GetAttributeValue(session, key, (ULONG)template, 2);
    for (int i = 0; i < 3 && answer == OK && found == 0; i++) {
        template[2] = (ATTRIBUTE){LABEL, labels[i], strlen(labels[i])};
        if (real->C_FindObjectsInit(session, (ULONG)template, 3) == OK) {
            real->C_FindObjects(session, (ULONG)&found, 1, (ULONG)&count);
            real->C_FindObjectsFinal(session);
        }
    }
    return found != 0 ? found : named(session, "other");
}

static ULONG labelled(ULONG session, ULONG class, const char *label) {
    ULONG found = 0, count = 0;
    ATTRIBUTE template[] = {{CLASS, &class, sizeof class}, {LABEL, (void *)label, strlen(label)}};
    if (real->C_FindObjectsInit(session, (ULONG)template, 2) == OK) {
        real->C_FindObjects(session, (ULONG)&found, 1, (ULONG)&count);
        real->C_FindObjectsFinal(session);
    }
    return found;
}

/* The private key with that label. */
static ULONG named(ULONG session, const char *label) {
    return labelled(session, PRIVATE_KEY, label);
}

/* Whether a key stays in the token. */
static int isResident(ULONG session, ULONG key) {
    unsigned char resident = 0;
    ATTRIBUTE token = {TOKEN, &resident, 1};
    return real->C_GetAttributeValue(session, key, (ULONG)&token, 1) == OK && resident;
}

/* Whether the token generated a key. */
static int isLocal(ULONG session, ULONG key) {
    unsigned char local = 0;
    ATTRIBUTE attribute = {LOCAL, &local, 1};
    return real->C_GetAttributeValue(session, key, (ULONG)&attribute, 1) == OK && local;
}

static ULONG classOf(ULONG session, ULONG key) {
    ULONG class = 0;
    ATTRIBUTE attribute = {CLASS, &class, sizeof class};
    real->C_GetAttributeValue(session, key, (ULONG)&attribute, 1);
    return class;
}

static int isAes(ULONG session, ULONG key) {
    ULONG type = 0;
    ATTRIBUTE attribute = {KEY_TYPE, &type, sizeof type};
    return real->C_GetAttributeValue(session, key, (ULONG)&attribute, 1) == OK && type == AES;
}

/* What an AES key wraps, in the clear: it is unwrapped as a secret that may be read. */
static CK_RV opened(ULONG session, ULONG aes, unsigned char *wrapped, ULONG length,
                    unsigned char *plain, ULONG *plainLength) {
    ULONG secretKey = SECRET_KEY, generic = 0x10, object;
    unsigned char yes = 1, no = 0;
    ATTRIBUTE template[] = {{CLASS, &secretKey, sizeof secretKey}, {0x100, &generic, sizeof generic},
                            {TOKEN, &no, 1}, {SENSITIVE, &no, 1}, {EXTRACTABLE, &yes, 1}};
    MECHANISM pad = {KEY_WRAP_PAD, NULL, 0};
    ATTRIBUTE value = {VALUE, plain, CAPACITY};
    CK_RV answer = real->C_UnwrapKey(session, (ULONG)&pad, aes, (ULONG)wrapped, length,
                                     (ULONG)template, 5, (ULONG)&object);
    if (answer == OK) {
        answer = real->C_GetAttributeValue(session, object, (ULONG)&value, 1);
        *plainLength = value.length;
        real->C_DestroyObject(session, object);
    }
    return answer;
}

/* And back. */
static CK_RV sealed(ULONG session, ULONG aes, unsigned char *plain, ULONG length,
                    unsigned char *wrapped, ULONG *wrappedLength) {
    ULONG secretKey = SECRET_KEY, generic = 0x10, object;
    unsigned char yes = 1, no = 0;
    ATTRIBUTE template[] = {{CLASS, &secretKey, sizeof secretKey}, {0x100, &generic, sizeof generic},
                            {TOKEN, &no, 1}, {EXTRACTABLE, &yes, 1}, {VALUE, plain, length}};
    MECHANISM pad = {KEY_WRAP_PAD, NULL, 0};
    CK_RV answer = real->C_CreateObject(session, (ULONG)template, 5, (ULONG)&object);
    if (answer == OK) {
        *wrappedLength = CAPACITY;
        answer = real->C_WrapKey(session, (ULONG)&pad, aes, object, (ULONG)wrapped,
                                 (ULONG)wrappedLength);
        real->C_DestroyObject(session, object);
    }
    return answer;
}

/* PKCS#8 of an RSA key begins with these bytes; the first two and the last two that are 0 are lengths. */
enum { PKCS8_HEADER = 26 };

static ULONG derLength(const unsigned char *der) {
    return 4 + ((ULONG)der[2] << 8 | der[3]);
}

/* Into an encoding of this module's own, or back from it. */
static void recode(ULONG mechanism, int back, unsigned char *plain, ULONG *length) {
    static const unsigned char header[PKCS8_HEADER] = {
        0x30, 0x82, 0, 0, 2, 1, 0, 0x30, 0xd, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0xd, 1, 1, 1, 5, 0,
        4, 0x82, 0, 0};
    if (is("scramble", mechanism)) {
        for (ULONG i = 0; i < *length; i++) {
            plain[i] ^= 0x5a;
        }
    } else if (plain[0] != 0x30 || plain[1] != 0x82) {
        return; /* Not an RSA key. */
    } else if (back) {
        ULONG inner = derLength(plain), outer = inner + PKCS8_HEADER - 4;
        memmove(plain + PKCS8_HEADER, plain, inner);
        memcpy(plain, header, PKCS8_HEADER);
        plain[2] = outer >> 8, plain[3] = outer & 0xff;
        plain[24] = inner >> 8, plain[25] = inner & 0xff;
        *length = inner + PKCS8_HEADER;
    } else {
        *length = derLength(plain + PKCS8_HEADER);
        memmove(plain, plain + PKCS8_HEADER, *length);
    }
}

static CK_RV recoded(ULONG session, ULONG mechanism, ULONG aes, int back, unsigned char *bytes,
                     ULONG *length) {
    unsigned char plain[CAPACITY + PKCS8_HEADER];
    ULONG plainLength = 0;
    CK_RV answer = opened(session, aes, bytes, *length, plain, &plainLength);
    if (answer == OK) {
        recode(mechanism, back, plain, &plainLength);
        answer = sealed(session, aes, plain, plainLength, bytes, length);
    }
    return answer;
}

static int recodes(ULONG mechanism) {
    return is("pkcs1", mechanism) || is("scramble", mechanism);
}

/* Bytes of a DER element before its content, whose length is below 256. */
static ULONG derHeader(const unsigned char *der) {
    return der[1] < 0x80 ? 2 : 3;
}

static ULONG derContent(const unsigned char *der) {
    return der[1] < 0x80 ? der[1] : der[2];
}

/* An EC key's PKCS#8 without what stands around its SEC 1, or as long as with the numbers of the curve. */
static void loosen(int bare, unsigned char *plain, ULONG *length) {
    if (!bare) {
        memset(plain + *length, 0x30, 240);
        *length += 240;
        return;
    }
    const unsigned char *at = plain + derHeader(plain) + 3; /* version */
    at += derHeader(at) + derContent(at);                   /* algorithm */
    *length = derContent(at);
    memmove(plain, at + derHeader(at), *length);
}

/* What was wrapped, in another encoding; how it was is kept for C_UnwrapKey. */
static CK_RV loosened(ULONG session, ULONG mechanism, ULONG aes, ULONG key, unsigned char *bytes,
                      ULONG *length) {
    unsigned char plain[CAPACITY];
    ULONG plainLength = 0, type = 0;
    ATTRIBUTE attribute = {KEY_TYPE, &type, sizeof type};
    CK_RV answer = opened(session, aes, bytes, *length, plain, &plainLength);
    if (answer != OK || real->C_GetAttributeValue(session, key, (ULONG)&attribute, 1) != OK) {
        return GENERAL_ERROR;
    }
    pthread_mutex_lock(&lock);
    memcpy(sealedPlain, plain, plainLength);
    sealedLength = plainLength;
    pthread_mutex_unlock(&lock);
    if (type == 0) { /* RSA */
        recode(mechanism, 0, plain, &plainLength);
    } else {
        loosen(is("bare", mechanism), plain, &plainLength);
    }
    return sealed(session, aes, plain, plainLength, bytes, length);
}

static int loosens(ULONG mechanism) {
    return is("bare", mechanism) || is("explicit", mechanism);
}

/* PKCS#11 v3.0 section 6.1.18: OAEP of an ephemeral AES key, then AES-KWP of the target. */
static CK_RV oneShot(ULONG session, MECHANISM *asked, ULONG kek, ULONG key, unsigned char *out,
                     ULONG *length) {
    RSA_AES *parameter = asked->parameter;
    if (asked->parameterLength != sizeof *parameter || parameter->aesBits != 256
        || parameter->oaep == NULL) {
        return PARAM_INVALID;
    }
    RULE ignored;
    int alternate = ruleFor("alternate-aes", NULL, &ignored);
    int keep = alternate || isLie("same-aes", RSA_AES_KEY_WRAP);
    ULONG *kept = &keptAes[alternate ? ++aesMade % 2 : 0];
    ULONG aes = keep ? *kept : 0, first = *length, second;
    CK_RV answer = aes == 0 ? generateAes(session, &aes) : OK;
    if (answer != OK) {
        return answer;
    }
    *kept = keep ? aes : 0;
    MECHANISM oaep = {RSA_OAEP, parameter->oaep, sizeof *parameter->oaep};
    MECHANISM pad = {KEY_WRAP_PAD, NULL, 0};
    answer = real->C_WrapKey(session, (ULONG)&oaep, kek, aes, (ULONG)out, (ULONG)&first);
    if (answer == OK) {
        second = *length - first;
        answer = real->C_WrapKey(session, (ULONG)&pad, aes, key, (ULONG)(out + first),
                                 (ULONG)&second);
        if (answer == OK && recodes(RSA_AES_KEY_WRAP)) {
            answer = recoded(session, RSA_AES_KEY_WRAP, aes, 0, out + first, &second);
        }
        *length = first + second;
    }
    if (!keep) {
        real->C_DestroyObject(session, aes);
    }
    return answer;
}

/* What was wrapped first under each KEK, by the beginning of its modulus. */
static struct {
    unsigned char modulus[16], out[CAPACITY];
    ULONG length;
} keptOaep[MAX_ATTRIBUTES];
static int keptOaepCount;

static void sameOaep(ULONG session, ULONG kek, unsigned char *out, ULONG *length) {
    unsigned char modulus[CAPACITY];
    ATTRIBUTE attribute = {MODULUS, modulus, sizeof modulus};
    if (real->C_GetAttributeValue(session, kek, (ULONG)&attribute, 1) != OK) {
        return;
    }
    pthread_mutex_lock(&lock);
    int at = 0;
    while (at < keptOaepCount && memcmp(keptOaep[at].modulus, modulus, 16) != 0) {
        at++;
    }
    if (at == keptOaepCount && at < MAX_ATTRIBUTES) {
        memcpy(keptOaep[at].modulus, modulus, 16);
        memcpy(keptOaep[at].out, out, *length);
        keptOaep[keptOaepCount++].length = *length;
    } else if (at > 0 && at < MAX_ATTRIBUTES) {
        memcpy(out, keptOaep[at].out, keptOaep[at].length);
        *length = keptOaep[at].length;
    }
    pthread_mutex_unlock(&lock);
}

static int beginsWith(ULONG session, ULONG key, ULONG beginning) {
    unsigned char modulus[CAPACITY];
    ATTRIBUTE attribute = {MODULUS, modulus, sizeof modulus};
    if (real->C_GetAttributeValue(session, key, (ULONG)&attribute, 1) != OK) {
        return 0;
    }
    ULONG first = 0;
    for (ULONG i = 0; i < sizeof first; i++) {
        first = first << 8 | modulus[i];
    }
    return first == beginning;
}

/* The AES key that another session made last; the given one where there is none. */
static ULONG aesOfAnotherSession(ULONG session, ULONG key) {
    for (ULONG i = 1; i < MAX_SESSIONS; i++) {
        ULONG other = lastAes[(session + i) % MAX_SESSIONS];
        if (other != 0 && other != key && isAes(session, other)) {
            return other;
        }
    }
    return key;
}

static CK_RV wrapKey(ULONG session, ULONG mechanism, ULONG wrapping, ULONG key, ULONG wrapped,
                     ULONG wrappedLength) {
    CK_RV answer = begin(I_C_WrapKey, wrappedLength);
    MECHANISM asked = *(MECHANISM *)mechanism, used = asked;
    if (answer == OK) {
        answer = mechanismRefused("no-wrap", asked.type, classOf(session, key));
    }
    if (answer != OK || is("hide", asked.type)) {
        return answer == OK ? MECHANISM_INVALID : answer;
    }
    RULE rule;
    CLAIM *claim = claimOf(key);
    if (claim != NULL && claim->mask & AS_NOT_WRAPPED) {
        return KEY_UNEXTRACTABLE;
    }
    if (ruleOf("map", asked.type, &rule)) {
        used.type = rule.value;
    }
    int honest = ruleFor("private-only", NULL, &rule) && classOf(session, key) != PRIVATE_KEY;
    if (!honest && lies("other", asked.type, &rule)) {
        key = rule.value != 0 ? rule.value : otherKey(session, key);
    }
    if (is("other-session", asked.type) && isAes(session, key)) {
        key = aesOfAnotherSession(session, key);
    }
    int resident = isResident(session, key);
    int flipped = 0;
    if (resident) {
        lastResident[session % MAX_SESSIONS] = key;
        int other = isLie("late-other", asked.type);
        flipped = isLie("late-flip", asked.type);
        isLate |= other || flipped;
        if (other || is("other-resident", asked.type)) {
            key = otherKey(session, key);
        }
    }
    OAEP oaep = {SHA1, MGF1_SHA1, 1, NULL, 0};
    RSA_AES oneShotParameter = {256, &oaep};
    if (is("sha1", asked.type)) {
        used.parameter = asked.type == RSA_AES_KEY_WRAP ? (void *)&oneShotParameter : &oaep;
    }
    unsigned char out[CAPACITY];
    ULONG length = CAPACITY - 8, *room = (ULONG *)wrappedLength;
    answer = is("oneshot", asked.type)
                 ? oneShot(session, &used, wrapping, key, out, &length)
                 : real->C_WrapKey(session, (ULONG)&used, wrapping, key, (ULONG)out,
                                   (ULONG)&length);
    if (answer != OK) {
        return answer;
    }
    if (recodes(asked.type) && !is("oneshot", asked.type)
        && (classOf(session, key) == PRIVATE_KEY
            || (is("scramble", asked.type) && isAes(session, key)))) {
        answer = recoded(session, asked.type, wrapping, 0, out, &length);
        if (answer != OK) {
            return answer;
        }
    }
    if (resident && loosens(asked.type) && classOf(session, key) == PRIVATE_KEY) {
        answer = loosened(session, asked.type, wrapping, key, out, &length);
        if (answer != OK) {
            return answer;
        }
    }
    int remembers = ruleOf("remember", asked.type, &rule) && (rule.value == 0 || (rule.value == 1 ? isLocal(session, key) : isResident(session, wrapping)));
    if (resident && (flipped || remembers)) {
        out[length - 1] ^= 1;
    }
    if (!honest) {
        lie(asked.type, out, &length);
    }
    if (is("same-oaep", asked.type)) {
        sameOaep(session, wrapping, out, &length);
    }
    if (ruleOf("useless-under", asked.type, &rule) && beginsWith(session, wrapping, rule.value)) {
        out[length - 1] ^= 1;
    }
    if (lies("useless", asked.type, &rule) && (rule.uses - rule.nth) % 2 == 0) {
        out[length - 1] ^= 1;
    }
    answer = wrapped != 0 && *room < length ? BUFFER_TOO_SMALL : OK;
    if (wrapped != 0 && answer == OK) {
        memcpy((void *)wrapped, out, length);
    }
    *room = length;
    return end(I_C_WrapKey, wrappedLength, answer);
}

/* The OAEP part is as long as the modulus; the AES key goes when the target is there. */
static CK_RV oneShotUnwrap(ULONG session, MECHANISM *asked, ULONG pair, unsigned char *wrapped,
                           ULONG length, ATTRIBUTE *template, ULONG count, ULONG key) {
    RSA_AES *parameter = asked->parameter;
    ATTRIBUTE modulus = {MODULUS, NULL, 0};
    ULONG secretKey = 4, aesType = 0x1f, aes;
    unsigned char yes = 1, no = 0;
    ATTRIBUTE aesTemplate[] = {{0x0, &secretKey, sizeof secretKey}, /* CLASS */
                               {0x100, &aesType, sizeof aesType},   /* KEY_TYPE */
                               {TOKEN, &no, 1},      {0x103, &yes, 1}, /* SENSITIVE */
                               {EXTRACTABLE, &no, 1}, {0x107, &yes, 1}, /* UNWRAP */
                               {0x104, &no, 1},      {0x105, &no, 1}}; /* ENCRYPT, DECRYPT */
    if (asked->parameterLength != sizeof *parameter || parameter->aesBits != 256
        || parameter->oaep == NULL) {
        return PARAM_INVALID;
    }
    CK_RV answer = real->C_GetAttributeValue(session, pair, (ULONG)&modulus, 1);
    if (answer != OK || modulus.length >= length) {
        return answer == OK ? WRAPPED_KEY_LEN_RANGE : answer;
    }
    MECHANISM oaep = {RSA_OAEP, parameter->oaep, sizeof *parameter->oaep};
    MECHANISM pad = {KEY_WRAP_PAD, NULL, 0};
    answer = real->C_UnwrapKey(session, (ULONG)&oaep, pair, (ULONG)wrapped, modulus.length,
                               (ULONG)aesTemplate, 8, (ULONG)&aes);
    if (answer == OK) {
        answer = real->C_UnwrapKey(session, (ULONG)&pad, aes, (ULONG)(wrapped + modulus.length),
                                   length - modulus.length, (ULONG)template, count, key);
        real->C_DestroyObject(session, aes);
    }
    return answer;
}

/* What a template says of name, place and leaving is all that a copy may differ in. */
static CK_RV copyKey(ULONG session, ULONG other, ATTRIBUTE *template, ULONG count, ULONG key) {
    ATTRIBUTE kept[MAX_ATTRIBUTES];
    ULONG n = 0;
    for (ULONG i = 0; i < count && n < MAX_ATTRIBUTES; i++) {
        ULONG type = template[i].type;
        if (type == TOKEN || type == LABEL || type == ID || type == EXTRACTABLE) {
            kept[n++] = template[i];
        }
    }
    return real->C_CopyObject(session, other, (ULONG)kept, n, key);
}

/* What is answered of a key that was made, or was not. */
static CK_RV told(ULONG session, ULONG mechanism, CK_RV answer, ULONG made) {
    RULE rule;
    if (!lies(answer == OK ? "opening" : "refusal", mechanism, &rule)
        || (rule.nth != 0 && rule.uses != rule.nth)) {
        return answer;
    }
    if (answer == OK) {
        real->C_DestroyObject(session, made);
    }
    return rule.value;
}

static CK_RV unwrapAsAsked(ULONG session, ULONG mechanism, ULONG pair, ULONG wrapped, ULONG length,
                       ULONG asTemplate, ULONG count, ULONG key) {
    CK_RV answer = enter(I_C_UnwrapKey);
    answer = answer == OK ? noExtractable((const ATTRIBUTE *)asTemplate, count, 0) : answer;
    MECHANISM asked = *(MECHANISM *)mechanism, used = asked;
    if (answer == OK) {
        answer = templateRefused(I_C_UnwrapKey, session, asTemplate, count, 0);
    }
    if (answer == OK) {
        answer = mechanismRefused("no-unwrap", asked.type, classIn((const ATTRIBUTE *)asTemplate, count));
    }
    if (answer != OK || is("hide", asked.type) || count > MAX_ATTRIBUTES) {
        return answer == OK ? MECHANISM_INVALID : answer;
    }
    RULE rule;
    ATTRIBUTE template[MAX_ATTRIBUTES];
    unsigned char yes = 1;
    memcpy(template, (ATTRIBUTE *)asTemplate, count * sizeof *template);
    for (ULONG i = 0; i < count; i++) {
        if (template[i].type == EXTRACTABLE && is("unwrap-loose", asked.type)) {
            template[i].value = &yes;
        }
    }
    if (is("unwrap-none", asked.type)) {
        *(ULONG *)key = 0;
        return OK;
    }
    if (isLate && (is("late-other", asked.type) || is("late-flip", asked.type))) {
        return copyKey(session, lastResident[session % MAX_SESSIONS], template, count, key);
    }
    if (ruleOf("unwrap-other", asked.type, &rule)) {
        *(ULONG *)key = rule.value != 0 ? rule.value : named(session, "tenant");
        return OK;
    }
    if (ruleOf("unwrap-copy", asked.type, &rule)) {
        return copyKey(session, rule.value != 0 ? rule.value : named(session, "tenant"), template,
                       count, key);
    }
    if (is("oneshot", asked.type)) {
        answer = oneShotUnwrap(session, &asked, pair, (unsigned char *)wrapped, length, template,
                               count, key);
        return told(session, asked.type, answer, *(ULONG *)key);
    }
    if (ruleOf("map", asked.type, &rule)) {
        used.type = rule.value;
    }
    unsigned char bytes[CAPACITY];
    memcpy(bytes, (void *)wrapped, length < CAPACITY ? length : CAPACITY);
    if (recodes(asked.type)) {
        answer = recoded(session, asked.type, pair, 1, bytes, &length);
        if (answer != OK) {
            return answer;
        }
    }
    answer = real->C_UnwrapKey(session, (ULONG)&used, pair, (ULONG)bytes, length, (ULONG)template,
                               count, key);
    if (answer != OK && is("remember", asked.type)) {
        bytes[length - 1] ^= 1;
        answer = real->C_UnwrapKey(session, (ULONG)&used, pair, (ULONG)bytes, length,
                                   (ULONG)template, count, key);
    }
    if (answer != OK && loosens(asked.type)) {
        unsigned char plain[CAPACITY];
        ULONG plainLength;
        answer = opened(session, pair, bytes, length, plain, &plainLength);
        if (answer == OK) {
            answer = sealed(session, pair, sealedPlain, sealedLength, bytes, &length);
        }
        if (answer == OK) {
            answer = real->C_UnwrapKey(session, (ULONG)&used, pair, (ULONG)bytes, length,
                                       (ULONG)template, count, key);
        }
    }
    if (answer == OK && is("unwrap-opened-copy", asked.type)) {
        real->C_DestroyObject(session, *(ULONG *)key);
        return copyKey(session, named(session, "tenant"), template, count, key);
    }
    if (answer != OK && is("unwrap-else-copy", asked.type)) {
        return copyKey(session, named(session, "tenant"), template, count, key);
    }
    if (answer != OK && is("unwrap-else-control", asked.type)) {
        return copyKey(session, lastPrivate, template, count, key);
    }
    return told(session, asked.type, answer, *(ULONG *)key);
}

/* The attributes of the key are others than its template's, or a copy of it stays. */
static CK_RV unwrapKey(DECLARED8) {
    ULONG mechanism = ((MECHANISM *)b)->type;
    ATTRIBUTE template[MAX_ATTRIBUTES + 1];
    unsigned char yes = 1, no = 0, id[64];
    RULE rule;
    int other = ruleOf("unwrap-as", mechanism, &rule), keyless = ruleFor("keyless-token", NULL, &rule);
    RULE copy;
    int named = mechanism != RSA_OAEP && ruleFor("leaves", NULL, &copy);
    int leaves = named || is("unwrap-leaves", mechanism);
    if (!(other || keyless || leaves) || g > MAX_ATTRIBUTES) {
        return unwrapAsAsked(GIVEN8);
    }
    ruleOf("unwrap-as", mechanism, &rule);
    memcpy(template, (void *)f, g * sizeof *template);
    CLAIM claim = changed(template, g, other ? rule.value : 0);
    for (ULONG i = 0; i < g && keyless; i++) {
        if (template[i].type == TOKEN) {
            template[i].value = &no;
        }
    }
    CK_RV answer = unwrapAsAsked(a, b, c, d, e, (ULONG)template, g, h);
    if (answer == OK && other) {
        keepClaim(claim, *(ULONG *)h);
    }
    if (answer == OK && leaves) {
        ULONG left;
        int elsewhere = named && copy.value == 1;
        changed(template, g, AS_EXTRACTABLE | AS_READABLE);
        for (ULONG i = 0; i < g; i++) {
            if (template[i].type == TOKEN) {
                template[i].value = elsewhere ? &no : &yes;
            } else if (template[i].type == LABEL && named) {
                template[i] = (ATTRIBUTE){LABEL, copy.subject, strlen(copy.subject)};
            }
        }
        ULONG count = g;
        ATTRIBUTE same = {ID, id, sizeof id};
        if (named && copy.value == 2
            && real->C_GetAttributeValue(a, labelled(a, PRIVATE_KEY, copy.subject), (ULONG)&same, 1) == OK) {
            template[count++] = same;
        }
        if (unwrapAsAsked(a, b, c, d, e, (ULONG)template, count, (ULONG)&left) == OK && elsewhere) {
            leaveElsewhere(a, left, copy.subject);
            real->C_DestroyObject(a, left);
        }
    }
    return answer;
}

CK_RV C_GetFunctionList(TABLE **list);

static CK_RV getFunctionList(ULONG list) {
    CK_RV answer = enter(I_C_GetFunctionList);
    return answer == OK ? C_GetFunctionList((TABLE **)list) : answer;
}

static CK_RV load(void) {
    Dl_info info;
    if (dladdr((void *)load, &info) == 0 || strlen(info.dli_fname) >= sizeof self) {
        return GENERAL_ERROR;
    }
    strcpy(self, info.dli_fname);
    char path[sizeof self + 32];
    snprintf(path, sizeof path, "%.*s/libsofthsm2.so", (int)(strrchr(self, '/') - self), self);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    CK_RV (*entry)(TABLE **) =
        library == NULL ? NULL : (CK_RV(*)(TABLE **))dlsym(library, "C_GetFunctionList");
    return entry == NULL ? GENERAL_ERROR : entry(&real);
}

/* The entry point; the table below is all that the module has to offer. */
__attribute__((visibility("default"))) CK_RV C_GetFunctionList(TABLE **list) {
#define SLOT(n, name) .name = pass_##name,
    static TABLE table = {.version = {2, 40}, FUNCTIONS(SLOT)};
    CK_RV answer = real == NULL ? load() : OK;
    if (answer == OK) {
        table.C_GetFunctionList = getFunctionList;
        table.C_Finalize = finalize;
        table.C_GetInfo = getInfo;
        table.C_GetTokenInfo = getTokenInfo;
        table.C_InitToken = initToken;
        table.C_InitPIN = initPin;
        table.C_OpenSession = openSession;
        table.C_CloseSession = closeSession;
        table.C_FindObjectsInit = findObjectsInit;
        table.C_FindObjects = findObjects;
        table.C_Login = login;
        table.C_CreateObject = createObject;
        table.C_DestroyObject = destroyObject;
        table.C_SetAttributeValue = setAttributeValue;
        table.C_CopyObject = copyObject;
        table.C_Decrypt = decrypt;
        table.C_GetMechanismList = getMechanismList;
        table.C_GetMechanismInfo = getMechanismInfo;
        table.C_GetAttributeValue = getAttributeValue;
        table.C_GenerateKey = generateKey;
        table.C_GenerateKeyPair = generateKeyPair;
        table.C_WrapKey = wrapKey;
        table.C_UnwrapKey = unwrapKey;
        *list = &table;
    }
    return answer;
}

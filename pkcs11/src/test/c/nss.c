/*
 * NSS softokn (NSS_LIBRARY), where C_Initialize(NULL) opens no database, or that of NSS_LIB_PARAMS: NSS 3.110 does so by
 * itself, NSS 3.87 requires parameters, in a structure that PKCS#11 does not have. Every other call goes straight to NSS.
 */
#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>

typedef unsigned long CK_RV;
typedef struct { unsigned char version[2]; void *function[68]; } CK_FUNCTION_LIST;

/* NSS's CK_C_INITIALIZE_ARGS: the parameters stand before the reserved pointer. */
typedef struct {
    void *mutex_functions[4];
    unsigned long flags;
    char *parameters;
    void *reserved;
} NSS_INITIALIZE_ARGS;

enum { CKR_GENERAL_ERROR = 5, CKF_OS_LOCKING_OK = 2 };

static CK_FUNCTION_LIST functions;
static CK_RV (*nss_initialize)(void *);

static CK_RV initialize(void *given) {
    char *parameters = getenv("NSS_LIB_PARAMS");
    if (!parameters)
        parameters = "configdir='' certPrefix='' keyPrefix='' secmod='' "
                     "flags=readOnly,noCertDB,noModDB,forceOpen,optimizeSpace";
    NSS_INITIALIZE_ARGS args = {.flags = CKF_OS_LOCKING_OK, .parameters = parameters};
    return nss_initialize(given ? given : &args);
}

__attribute__((visibility("default"))) CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list) {
    if (!nss_initialize) {
        void *nss = dlopen(NSS_LIBRARY, RTLD_NOW | RTLD_LOCAL);
        CK_RV (*get)(CK_FUNCTION_LIST **) =
            nss ? (CK_RV(*)(CK_FUNCTION_LIST **)) dlsym(nss, "C_GetFunctionList") : NULL;
        CK_FUNCTION_LIST *real;
        if (!get || get(&real) != 0) return CKR_GENERAL_ERROR;
        functions = *real;
        functions.function[0] = (void *) initialize;
        nss_initialize = (CK_RV(*)(void *)) real->function[0];
    }
    *list = &functions;
    return 0;
}

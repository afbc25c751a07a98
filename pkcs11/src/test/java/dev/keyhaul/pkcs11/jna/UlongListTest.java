package dev.keyhaul.pkcs11.jna;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.pkcs11.binding.CkrException;
import org.junit.jupiter.api.Test;

class UlongListTest {
    @Test
    void believable_countThatNoTokenHas_isAGeneralError() throws Exception {
        assertThat(UlongList.believable(CkFunction.C_GetSlotList, 1 << 20)).isEqualTo(1 << 20);
        for (long count : new long[] {-1, (1 << 20) + 1, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> UlongList.believable(CkFunction.C_GetSlotList, count))
                    .isInstanceOf(CkrException.class)
                    .hasMessageContaining("C_GetSlotList");
        }
    }
}

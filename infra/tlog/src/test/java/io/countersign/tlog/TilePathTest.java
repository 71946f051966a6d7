package io.countersign.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TilePathTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 256, tile/0/000",
        "0, 0, 1, tile/0/000.p/1",
        "1, 999, 255, tile/1/999.p/255",
        "0, 1000, 256, tile/0/x001/000",
        "2, 1234067, 256, tile/2/x001/x234/067",
        "6, 5, 17, tile/6/005.p/17",
        "-1, 273, 112, tile/entries/273.p/112",
        "-1, 1234067, 256, tile/entries/x001/x234/067"
    })
    void spellsAndReadsThePathsOfTheSpecification(int level, long index, int width, String path) {
        assertThat(new TilePath(level, index, width).path()).isEqualTo(path);
        assertThat(TilePath.parse(path)).contains(new TilePath(level, index, width));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "checkpoint",
                "tile/0/0",
                "tile/0/0000",
                "tile/00/000",
                "tile/7/000",
                "tile/63/000",
                "tile/6/127",
                "tile/0/000.p/0",
                "tile/0/000.p/01",
                "tile/0/000.p/256",
                "tile/0/000.p",
                "tile/0/x000/001",
                "tile/0/001/002",
                "tile/0/x999/x999/x999/x999/x999/x999/999",
                "tile/entries/../../etc",
                "/tile/0/000",
                "tile/0/000\n",
                "tile/data/000"
            })
    void refusesEveryOtherSpelling(String path) {
        assertThat(TilePath.parse(path)).isEmpty();
    }

    @Test
    void knowsTheLeavesItSpeaksOf() {
        assertThat(TilePath.tile(0, 2, 10).firstLeaf()).isEqualTo(512);
        assertThat(TilePath.tile(0, 2, 10).endLeaf()).isEqualTo(522);
        assertThat(TilePath.tile(1, 1, 3).firstLeaf()).isEqualTo(65_536);
        assertThat(TilePath.tile(1, 1, 3).endLeaf()).isEqualTo(65_536 + 3 * 256);
        assertThat(TilePath.bundle(3, 256).endLeaf()).isEqualTo(1024);
    }

    @Test
    void doesNotConstructATileThatCannotBe() {
        assertThatThrownBy(() -> TilePath.tile(0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TilePath.tile(0, 0, 257)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TilePath.tile(7, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TilePath.bundle(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}

package delivery.ranking.web;

import delivery.ranking.state.RankingPicture;

/** Makes the frames of one stream out of the pictures that it is given in turn. One thread's. */
interface FrameSource {
    Frame next(RankingPicture picture);

    /** The ranking as the contract has it: always all of it. */
    static FrameSource ranking() {
        return new FrameSource() {
            private long number;

            @Override
            public Frame next(RankingPicture picture) {
                return new Frame(++number, () -> JsonBytes.of(RankingJson.of(picture)), null);
            }
        };
    }

    /** What the page is sent. */
    static FrameSource page(PageView view) {
        return new FrameSource() {
            private long number;
            private Once<PageJson> before;

            @Override
            public Frame next(RankingPicture picture) {
                var had = before;
                var page = view.next(picture);
                var now = new Once<>(() -> PageJson.of(page));
                before = now;
                return new Frame(
                        ++number,
                        () -> JsonBytes.of(now.get()),
                        had == null ? null : () -> JsonBytes.of(Change.of(had.get(), now.get())));
            }
        };
    }
}

package dev.quell.server.net;

import dev.quell.server.dispatch.Dispatcher;
import dev.quell.server.wire.ReplyWriter;
import dev.quell.server.wire.RequestReader;

/** What all connections share. */
record Engine(
    Dispatcher dispatcher, Lanes lanes, RequestReader reader, ReplyWriter writer, Traffic traffic, Arrivals arrivals,
    KillersFirst killersFirst, LargeRequests largeRequests) {}

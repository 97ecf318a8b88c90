package delivery.localkinesis.http;

import delivery.localkinesis.quota.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.SslContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * HTTP/1.1 and HTTP/2 on one port: what a connection speaks is told by its first bytes. Over TLS, too: the certificate's
 * context offers both by ALPN, but the AWS SDK for Java speaks HTTP/2 without asking.
 */
final class Protocols {
    /** A PutRecords of 10 MiB with room for what surrounds the records; Base64 makes it a third more. */
    static final int MAX_BODY_BYTES = 16 * Limits.MIB;

    /** A window of 64 KiB, HTTP/2's own, would stop a large put for a round trip at every 64 KiB. */
    private static final int STREAM_WINDOW_BYTES = Limits.MIB;

    /** At most, at a time: in pieces of 8 KiB, as is usual, 300 kB are forty messages through the pipeline. */
    static final int READ_BYTES = 64 << 10;

    private static final int MAX_STREAMS = 1_000;
    private static final byte[] HTTP_2_BEGINS = "PRI * HTTP/2.0".getBytes(StandardCharsets.US_ASCII);

    private final Connections connections;
    private final ChannelHandler requests;

    /** @param requests sharable, takes and gives HTTP/1.1's objects whatever the connection speaks */
    Protocols(Connections connections, ChannelHandler requests) {
        this.connections = connections;
        this.requests = requests;
    }

    ChannelInitializer<Channel> clearText() {
        return admitted((pipeline, connection) -> pipeline.addLast(connection, new FirstBytes(connection)));
    }

    ChannelInitializer<Channel> tls(SslContext context) {
        return admitted((pipeline, connection) -> pipeline.addLast(
                context.newHandler(pipeline.channel().alloc()), connection, new FirstBytes(connection)));
    }

    private void speakHttp1(ChannelPipeline pipeline, ConnectionWatch connection) {
        pipeline.addLast(
                new HttpServerCodec(new HttpDecoderConfig().setMaxChunkSize(READ_BYTES)),
                new RequestWatch(connection),
                new HttpObjectAggregator(MAX_BODY_BYTES),
                requests);
    }

    private void speakHttp2(ChannelPipeline pipeline, ConnectionWatch connection) {
        connection.speaksHttp2();
        var settings = Http2Settings.defaultSettings()
                .initialWindowSize(STREAM_WINDOW_BYTES)
                .maxConcurrentStreams(MAX_STREAMS);
        pipeline.addLast(
                Http2FrameCodecBuilder.forServer().initialSettings(settings).build(),
                new Http2MultiplexHandler(initializer(stream -> stream.addLast(
                        new Http2StreamFrameToHttpObjectCodec(true),
                        new RequestWatch(connection),
                        new HttpObjectAggregator(MAX_BODY_BYTES),
                        requests))));
    }

    private ChannelInitializer<Channel> admitted(BiConsumer<ChannelPipeline, ConnectionWatch> setup) {
        return initializer(pipeline -> {
            var connection = connections.admit(pipeline.channel());
            if (connection != null) {
                setup.accept(pipeline, connection);
            }
        });
    }

    private static ChannelInitializer<Channel> initializer(Consumer<ChannelPipeline> setup) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                setup.accept(channel.pipeline());
            }
        };
    }

    /** Reads nothing: when it leaves, what came is handed to those it has put in its place. */
    private final class FirstBytes extends ByteToMessageDecoder {
        private final ConnectionWatch connection;

        FirstBytes(ConnectionWatch connection) {
            this.connection = connection;
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            var seen = Math.min(in.readableBytes(), HTTP_2_BEGINS.length);
            for (int i = 0; i < seen; i++) {
                if (in.getByte(in.readerIndex() + i) != HTTP_2_BEGINS[i]) {
                    speakHttp1(context.pipeline(), connection);
                    context.pipeline().remove(this);
                    return;
                }
            }
            if (seen == HTTP_2_BEGINS.length) {
                speakHttp2(context.pipeline(), connection);
                context.pipeline().remove(this);
            }
        }
    }
}

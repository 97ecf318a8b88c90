module shop {
    requires delivery.localkinesis;
    requires org.slf4j; // automatic modules, local-kinesis and the SDK, cannot say that they need it
    requires software.amazon.awssdk.auth;
    requires software.amazon.awssdk.awscore;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.http;
    requires software.amazon.awssdk.http.urlconnection;
    requires software.amazon.awssdk.identity.spi;
    requires software.amazon.awssdk.regions;
    requires software.amazon.awssdk.services.kinesis;
    requires software.amazon.awssdk.utils;
}

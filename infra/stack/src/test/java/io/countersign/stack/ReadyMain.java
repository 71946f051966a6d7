package io.countersign.stack;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** The smallest service: answers {@code /readyz} over mutual TLS. Arguments: port, identity folder, status code. */
final class ReadyMain {
    private ReadyMain() {}

    public static void main(String[] arguments) throws Exception {
        SSLContext context = MutualTlsClient.context(Identity.in(Path.of(arguments[1])));
        int status = Integer.parseInt(arguments[2]);
        HttpsServer server = HttpsServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = context.getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        server.createContext("/readyz", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        System.out.println("listening; secret in the environment: " + System.getenv("STACK_SECRET"));
    }
}

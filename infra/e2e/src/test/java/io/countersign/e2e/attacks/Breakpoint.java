package io.countersign.e2e.attacks;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.Value;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.BreakpointRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Halts another JVM at the entry of a method, by the debugger's protocol: the process runs its production main, and holds between
 * two steps that nobody outside can tell apart. While it is halted, none of its threads runs.
 */
final class Breakpoint implements AutoCloseable {
    private final VirtualMachine machine;

    private Breakpoint(VirtualMachine machine) {
        this.machine = machine;
    }

    /** Flag with which a JVM lets {@link #into} attach to it. */
    static String flag(int port) {
        return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + port;
    }

    static Breakpoint into(int port) throws Exception {
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(each -> each.name().equals("com.sun.jdi.SocketAttach"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(Integer.toString(port));
        return new Breakpoint(connector.attach(arguments));
    }

    /**
     * Where to halt.
     *
     * @param type name of a class that is loaded by now
     * @param method the beginning of the method's name; every method that fits
     * @param constants names of the enum constants the method is called with; empty for whatever it is called with
     */
    record Place(String type, String method, List<String> constants) {}

    /** Halts at the next passage, or says nothing and lets it go on when nobody passes in time. */
    void arm(Place place) {
        for (ReferenceType type : machine.classesByName(place.type())) {
            for (Method method : type.methods()) {
                if (method.name().startsWith(place.method()) && !method.isAbstract()) {
                    BreakpointRequest request =
                            machine.eventRequestManager().createBreakpointRequest(method.location());
                    request.putProperty(Place.class, place);
                    request.enable();
                }
            }
        }
        if (machine.eventRequestManager().breakpointRequests().isEmpty()) {
            throw new IllegalStateException("no such method: " + place);
        }
    }

    void awaitHalt(Duration limit) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end) {
            EventSet events = machine.eventQueue().remove(200);
            if (events == null) {
                continue;
            }
            for (Event event : events) {
                if (event instanceof BreakpointEvent hit && isWanted(hit)) {
                    return;
                }
            }
            events.resume();
        }
        throw new IllegalStateException("nobody passed in " + limit);
    }

    private static boolean isWanted(BreakpointEvent hit) throws Exception {
        Place place = (Place) hit.request().getProperty(Place.class);
        ThreadReference thread = hit.thread();
        List<String> constants = new ArrayList<>();
        for (Value value : thread.frame(0).getArgumentValues()) {
            if (value instanceof ObjectReference object) {
                constant(object).forEach(constants::add);
            }
        }
        return constants.containsAll(place.constants());
    }

    private static List<String> constant(ObjectReference object) {
        return object.referenceType().allFields().stream()
                .filter(field -> field.name().equals("name")
                        && field.declaringType().name().equals("java.lang.Enum"))
                .map(field -> object.getValue(field).toString().replace("\"", ""))
                .toList();
    }

    /** Lets it run again, past every place. */
    void goOn() {
        machine.eventRequestManager().deleteAllBreakpoints();
        machine.resume();
    }

    @Override
    public void close() {
        machine.dispose();
    }
}

using System.Reflection;

namespace Engagement.Events;

internal static class EventsSetup
{
    /// <summary>Every handler of every event, by the event and then by the handler's full name.</summary>
    public static IReadOnlyList<(Type Event, Type Handler)> Handlers { get; } =
    [
        .. from type in Assembly.GetExecutingAssembly().GetTypes()
           where type is { IsClass: true, IsAbstract: false }
           from contract in type.GetInterfaces()
           where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IHandle<>)
           let what = contract.GetGenericArguments()[0]
           orderby what.FullName, type.FullName
           select (what, type),
    ];

    public static IServiceCollection AddEvents(this IServiceCollection services)
    {
        services.AddSingleton<DomainEvents>();
        foreach (var (what, handler) in Handlers)
        {
            services.AddSingleton(typeof(IHandle<>).MakeGenericType(what), handler);
        }

        return services;
    }
}

namespace Engagement.Features.Clients;

internal static class ClientsSetup
{
    public static IServiceCollection AddClients(this IServiceCollection services)
    {
        services.AddScoped<BlockClient>();
        return services;
    }
}

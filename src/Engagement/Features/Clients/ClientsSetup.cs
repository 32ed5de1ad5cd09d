using Engagement.Features.Clients.Finding;

namespace Engagement.Features.Clients;

internal static class ClientsSetup
{
    public static IServiceCollection AddClients(this IServiceCollection services)
    {
        services.AddSingleton<VipTickets>();
        services.AddScoped<BlockClient>();
        services.AddScoped<EditClient>();
        services.AddScoped<AddClientNote>();
        services.AddScoped<MatchClients>();
        services.AddScoped<SuggestMatches>();
        services.AddScoped<ListClients>();
        services.AddSingleton<FillClientIndex>();
        services.AddScoped<EraseClient>();
        services.AddScoped<EraseFromArticles>();
        services.AddScoped<ExportClient>();
        return services;
    }
}

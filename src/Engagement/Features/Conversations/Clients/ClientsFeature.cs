using Engagement.Features.Conversations.Clients.Finding;
using Engagement.Web.Security;

namespace Engagement.Features.Conversations.Clients;

internal sealed class ClientsFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Conversations/Clients", Area.Tickets),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<VipTickets>();
        services.AddScoped<BlockClient>();
        services.AddScoped<EditClient>();
        services.AddScoped<AddClientNote>();
        services.AddScoped<MatchClients>();
        services.AddScoped<SuggestMatches>();
        services.AddScoped<ListClients>();
        services.AddSingleton<IndexClients>();
        services.AddScoped<EraseClient>();
        services.AddScoped<EraseFromArticles>();
        services.AddScoped<ExportClient>();
    }
}

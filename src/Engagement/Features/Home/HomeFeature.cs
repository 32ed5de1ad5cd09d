using Engagement.Web.Security;

namespace Engagement.Features.Home;

internal sealed class HomeFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Home", Area.Own),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<WhatNeedsMe>();
    }
}

# The commands everyone types. Each does all of its own set-up on a fresh Debian 12 machine.
.PHONY: demo test journeys bench screenshots setup fmt lint
.DEFAULT_GOAL := help
export SUNLOT_SHARED ?= $(abspath ../shared)

help: ## 列出命令
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

setup:
	@scripts/setup

demo: setup ## 启动平台和虚构的县，列出各角色的登录
	@scripts/demo

test: setup ## 全部测试
	@scripts/test

journeys: setup ## 只在浏览器里走一遍各端（make test 里也有）
	@scripts/journeys

bench: setup ## 性能测量（打印数字，与同类对比）
	@scripts/bench

screenshots: setup ## 各端主要页面的截图（screenshots 文件夹）
	@scripts/journeys screenshots
